// multiply: y = a * b, element by element.
#pragma once

#include "fovea/layers/binary.h"

namespace fovea {

class MultiplyLayer : public BinaryLayer {
 public:
  MultiplyLayer();
  KernelCall lower(Types inputs, Types outputs) const override;
};

/// a and b -> the shape that both are broadcast to.
Value multiply(Value a, Value b, std::string name = "");

}  // namespace fovea
