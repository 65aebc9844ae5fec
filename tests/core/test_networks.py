import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.networks import NetworkOrigin, origin_of


@pytest.mark.parametrize(
    ("address", "host", "network"),
    [
        ("203.0.113.77", "203.0.113.77/32", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.77/32", "203.0.113.0/24"),
        ("::FFFF:cb00:714d", "203.0.113.77/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("", "", ""),
        ("unix:/run/web", "unix:/run/web", "unix:/run/web"),
    ],
)
def test_a_client_is_counted_by_what_it_can_use_freely(address, host, network):
    assert origin_of(address) == NetworkOrigin(host, network)


@given(st.ip_addresses(v=4))
def test_an_address_in_either_writing_is_one(address):
    assert origin_of(f"::ffff:{address}") == origin_of(str(address))


@given(st.text(max_size=100))
def test_whatever_stands_for_an_address_is_counted(address):
    assert len(origin_of(address).host) <= 64
