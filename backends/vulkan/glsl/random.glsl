// Philox 4x32-10, the same numbers as fovea/core/random.h.
uvec4 philox(uvec4 c, uvec2 key) {
  for (uint round = 0; round < 10; ++round) {
    uint low_high, low_low, high_high, high_low;
    umulExtended(0xD2511F53u, c.x, low_high, low_low);
    umulExtended(0xCD9E8D57u, c.z, high_high, high_low);
    c = uvec4(high_high ^ c.y ^ key.x, high_low, low_high ^ c.w ^ key.y, low_low);
    key += uvec2(0x9E3779B9u, 0xBB67AE85u);
  }
  return c;
}
