// The epilogue of fovea/kernels/epilogue.h: what happens to the result v of channel c, at
// element i, before it is stored. Its operands follow the kernel's `own` inputs. A NaN stays a NaN.
float epilogue(EpilogueParams e, uint own, float v, uint c, uint i) {
  if (e.has_scale == 1) v *= read(own++, c);
  if (e.has_shift == 1) v += read(own++, c);
  if (e.has_residual == 1) v += read(own, i);
  if (is_nan(v)) return v;
  if (v < 0 && e.slope != 1) v *= e.slope;
  if (v < e.low) v = e.low;
  if (v > e.high) v = e.high;
  return v;
}
