// A row of a, or a column of b, of gemm.glsl, along one span of the depth: element i is at the
// place at + i * stride if i - from < count; else it is 0 (the padding). `at` may wrap around below
// 0 where nothing is read.
struct Walk {
  uint at, from, count;
};
const uint no_result = 0xffffffffu;
const Walk nothing = {0, 0, 0};
Walk walk_from(uint at) { return Walk(at, 0, 0xffffffffu); }
float element(Floats data, bool are_halves, Walk walk, uint i, uint stride) {
  const bool is_there = i - walk.from < walk.count;
  const float value = element_of(data, are_halves, is_there ? walk.at + i * stride : 0);
  return is_there ? value : 0.0;
}
// The walk up to `last`.
Walk cut(Walk walk, uint last) {
  walk.count = min(walk.count, max(last, walk.from) - walk.from);
  return walk;
}
