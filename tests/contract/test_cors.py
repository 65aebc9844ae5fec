from backend.app import create_app


def test_only_named_origins_may_call_from_other_sites(world):
    server = world.settings.server.model_copy(update={"allowed_origins": ["https://app.example.com"]})
    app = create_app(world.settings.model_copy(update={"server": server}))
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    good = app.test_client().options("/api/messages", headers={"Origin": "https://app.example.com", **asks})
    assert good.status_code == 200
    assert good.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "Access-Control-Allow-Credentials" not in good.headers
    evil = app.test_client().options("/api/messages", headers={"Origin": "https://evil.example", **asks})
    assert "Access-Control-Allow-Origin" not in evil.headers
    app.extensions["coach"].database.engine.dispose()


def test_without_the_setting_no_other_site_may_call(world):
    answer = world.client.get("/api/auth/me", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
