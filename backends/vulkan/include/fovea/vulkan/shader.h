// A compute shader with all that the host must know about it. Each file X.comp of kernels/ becomes
// one entry of the table, written by CMake (cmake/vulkan.cmake). The values come from comment lines
// in the shader:
//   // dispatch: work_size(ReluParams)  the function of params that gives the size of the work;
//                                       without the line it is 1
//   // tile: 64 64 1 with 256 4 4 16    the part of the work for one workgroup: specialisation
//                                       constants 0, 1, 2; those after "with" are 3, 4, ...
//                                       Of several lines, the one with the least waste is used.
//                                       One "on 8 lanes" is for devices whose subgroups have that
//                                       many invocations, and comes before those on any number.
//                                       One that ends "on matrices 16 16 16" is for devices that
//                                       multiply cooperative matrices of halves with these rows,
//                                       columns and depth (the next three constants)
//   // then: conv2d_sum                 another shader, run on the same step after this one
//   // scratch: conv2d_scratch(Conv2dParams)    bytes of scratch, by params
//   // in place: 0 0, 0 1               (output, input) that may be one memory
//   // half: in 0 2, out 0              inputs and outputs that may hold halves: the shader uses
//                                       them through read() and write() of kernel.glsl alone,
//                                       and is compiled a second time, with HALF, for devices
//                                       that store halves. Each stage of a step has a line, and
//                                       so has X_plain. With tiles on matrices it is compiled a
//                                       third time, with HALF and MATRICES: these round the
//                                       operands, which are its inputs 0 and 1, to halves if one
//                                       of them is halves
//   // proof: 5, 0.5 | f32 5, i32<3 2 7 | f32 5     a small problem for the self-check: the words
//                                       of params (floats have a point), types of inputs, outputs
// The shader X_plain.comp, if there is one, computes the same as X in the plainest way and replaces
// X if every tile of X fails its self-check. It is checked on the problems of X.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fovea/graph/layer.h"
#include "fovea/kernels/params.h"
#include "fovea/plan/plan.h"

namespace fovea::vulkan {

struct Tile {
  std::array<uint, 3> size = {1, 1, 1};
  std::vector<uint> constants = {};
  std::vector<uint> matrix = {};  // rows, columns, depth that it multiplies; empty: none
  uint lanes = 0;                 // of the devices that it is for; 0: any
};

/// The inputs that tiles on matrices round to halves.
constexpr uint matrix_operands = 0b11;

struct Shader {
  std::string name;
  std::span<const std::uint32_t> code;              // SPIR-V
  std::span<const std::uint32_t> half_code = {};    // compiled with HALF; empty without a half line
  std::span<const std::uint32_t> matrix_code = {};  // and with MATRICES, for tiles on matrices
  uint halves = 0;  // slots that may hold halves: bit k input k, bit 16 + k output k
  std::function<WorkSize(const Params&)> work_size = {};
  std::function<std::int64_t(const Params&)> scratch = {};
  std::vector<Tile> tiles = {Tile{}};
  std::string then = {};
  std::vector<std::pair<int, int>> in_place = {};
  std::vector<std::string> proofs = {};

  WorkSize work_size_of(const Params& p) const { return work_size ? work_size(p) : WorkSize{}; }
  std::span<const std::uint32_t> code_of(size_t tile, uint with_halves) const {
    if (!tiles[tile].matrix.empty()) return matrix_code;
    return with_halves && !half_code.empty() ? half_code : code;
  }
};

/// The slots of a step that hold halves, in the form of Shader::halves.
uint halves_of(const Step& step);

using ShaderTable = std::map<std::string, Shader>;

/// Adds the shaders of kernels/.
void register_shaders(ShaderTable& table);

/// The data at the address that is a shader's push constant; kernel.glsl has the same in GLSL. The
/// params follow it.
struct StepBlock {
  static constexpr size_t max_inputs = 16, max_outputs = 8;
  std::uint64_t inputs[max_inputs] = {};
  std::uint64_t outputs[max_outputs] = {};
  std::uint64_t scratch = 0;
  std::uint64_t unused = 0;
  std::uint32_t groups[4] = {};  // all workgroups; a dispatch may have only a part of them
};

}  // namespace fovea::vulkan
