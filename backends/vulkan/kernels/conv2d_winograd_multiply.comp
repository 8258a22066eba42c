#version 460
#extension GL_GOOGLE_include_directive : require
// dispatch: conv2d_winograd_multiply_work_size(Conv2dWinogradParams)
// then: conv2d_winograd_output
#include "backends/vulkan/shapes/winograd_shape.h"
// Stage 2 of Winograd's convolution: the (m+2)^2 products of V (tiles, C) and U (C, O), as groups.
#include "backends/vulkan/glsl/winograd.glsl"
#include "backends/vulkan/glsl/walk.glsl"
Conv2dWinogradParams p;
uint group;
Floats a_data, b_data;

GemmShape shape() { return conv2d_winograd_gemm(p); }
void finish(uint i, uint column, float sum) { SCRATCH[winograd_v_count(p) + i] = sum; }

#define A_DATA block.scratch
#define A_INPUT 0
#define B_INPUT 1
#define A_DEPTH_FIRST 1
#define B_DEPTH_FIRST 0
#define ARow uint
#define BColumn uint
// The depth is one span; a row or a column is given by its start.
#define Span uint
uint span_length() { return p.conv2d.channels; }
uint span_of(uint number) { return number; }
uint a_row(uint m) { return (group * winograd_tiles(p) + m) * p.conv2d.channels; }
Walk a_walk(uint row, uint span) { return walk_from(row); }
uint a_stride() { return 1; }
uint b_column(uint n) { return group * p.conv2d.channels * p.conv2d.out_channels + n; }
Walk b_walk(uint column, uint span) { return walk_from(column); }
uint b_stride() { return p.conv2d.out_channels; }
uint result_row(uint m) { return (group * winograd_tiles(p) + m) * p.conv2d.out_channels; }
#include "backends/vulkan/glsl/gemm.glsl"
