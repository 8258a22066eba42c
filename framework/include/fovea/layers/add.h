// add: y = a + b, element by element.
#pragma once

#include "fovea/layers/binary.h"

namespace fovea {

class AddLayer : public BinaryLayer {
 public:
  AddLayer();
  KernelCall lower(Types inputs, Types outputs) const override;
  std::optional<Epilogue> epilogue(Types inputs, int from) const override;
};

/// a and b -> the shape that both are broadcast to.
Value add(Value a, Value b, std::string name = "");

}  // namespace fovea
