// Models with weights in files beside them, and processes that read and write them.
#pragma once

#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <onnx/onnx_pb.h>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace fovea {

/// external_data of a tensor.
using Entries = std::vector<std::pair<std::string, std::string>>;

/// Makes it f32 (rows, columns), with its numbers in another file.
void lie_beside(::onnx::TensorProto& tensor, std::int64_t rows, std::int64_t columns,
                const Entries& entries);

/// y<i> = x w<i>, with weights (rows, columns) at the places that `lies` gives; Gemm takes them as
/// they are stored, MatMul transposed.
::onnx::ModelProto products(const std::string& op, int count, std::int64_t rows,
                            std::int64_t columns, const std::function<Entries(int)>& lies);

void write(const std::filesystem::path& path, const ::onnx::ModelProto& model);

/// Runs it in a process of its own; returns the exit status, 1 if it throws and -1 if it was
/// killed, and the most memory that it had in MiB.
std::pair<int, std::int64_t> apart(const std::function<void()>& body, int kill_after_ms = -1);

}  // namespace fovea
