# Odoo 19 with this addon, from the official image; not root, as there.
FROM odoo:19.0

USER root

# WeasyPrint's libraries, a font with Vietnamese letters, and pip itself.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
        python3-pip \
    && rm -rf /var/lib/apt/lists/*

# The very file that ./dev installs. The image's Python is the system's own, hence the
# flag; what is installed here comes before the system's packages.
COPY requirements.txt /tmp/requirements.txt
RUN pip3 install --break-system-packages --ignore-installed --no-cache-dir \
        -r /tmp/requirements.txt \
    && rm /tmp/requirements.txt

COPY --chown=root:root addons /mnt/extra-addons
COPY --chown=root:root --chmod=755 tools/docker/init-database.sh /usr/local/bin/init-database

USER odoo

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8069/web/health', timeout=4)"]
