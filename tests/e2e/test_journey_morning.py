def test_nothing(server, rpc):
    print(rpc("hoa").uid)
