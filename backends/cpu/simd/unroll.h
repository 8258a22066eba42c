// FOVEA_UNROLL for (...): a loop of constant length over registers, which must not stay a loop.
// Clang unrolls such loops by itself; if a sanitizer prevents that, asking for it is an error.
#pragma once

#ifndef FOVEA_UNROLL
#ifdef __clang__
#define FOVEA_UNROLL
#else
#define FOVEA_UNROLL _Pragma("GCC unroll 16")
#endif
#endif
