{
    "name": "Procedure Control: purchase orders that wait (test)",
    "summary": "What a developer writes so that an order waits for its procedures",
    "version": "19.0.4.0.0",
    "category": "Hidden/Tests",
    "author": "procedure_control maintainers",
    "website": "https://github.com/procedure-control/procedure_control",
    "license": "LGPL-3",
    "depends": ["procedure_control", "purchase"],
    "data": ["views/purchase_order_views.xml"],
}
