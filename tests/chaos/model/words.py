"""What the rules draw from."""

from hypothesis import strategies as st

PICK = st.integers(0, 999)
ACCOUNT = st.sampled_from(["default", "default", "default", "other"])
