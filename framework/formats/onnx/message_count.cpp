// A walk over the wire format of protocol buffers, which skips fields that hold no other message:
// see https://protobuf.dev/programming-guides/encoding.
#include "framework/formats/onnx/message_count.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "fovea/core/error.h"
#include "framework/formats/onnx/proto.h"

namespace fovea::onnx {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

constexpr int most_messages = 2'000'000, deepest = 100;

class MessageCounter {
 public:
  explicit MessageCounter(google::protobuf::io::ZeroCopyInputStream& bytes) : input_(&bytes) {}

  /// The fields of a message of this type up to its end. False if they are cut or broken.
  bool read_fields(const Descriptor* type, int depth) {
    if (depth > deepest) return false;
    while (const std::uint32_t tag = input_.ReadTag()) {
      const FieldDescriptor* field =
          type->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      const auto wire = WireFormatLite::GetTagWireType(tag);
      const bool with_length = wire == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
      if ((with_length || !field) && ++count_ > most_messages) {
        throw Error("more than {} million nodes, attributes, texts and other parts",
                    most_messages / 1'000'000);
      }
      if (!(with_length ? read_part(field, depth) : skip(wire))) return false;
    }
    return true;
  }

 private:
  bool read_part(const FieldDescriptor* field, int depth) {
    std::uint32_t length = 0;
    if (!input_.ReadVarint32(&length)) return false;
    const bool message = field && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!message) return input_.Skip(static_cast<int>(length));
    const auto outer = input_.PushLimit(static_cast<int>(length));
    const bool whole = read_fields(field->message_type(), depth + 1);
    const bool to_its_end = input_.BytesUntilLimit() == 0;
    input_.PopLimit(outer);
    return whole && to_its_end;
  }

  bool skip(WireFormatLite::WireType wire) {
    std::uint64_t ignored = 0;
    if (wire == WireFormatLite::WIRETYPE_VARINT) return input_.ReadVarint64(&ignored);
    if (wire == WireFormatLite::WIRETYPE_FIXED64) return input_.Skip(8);
    if (wire == WireFormatLite::WIRETYPE_FIXED32) return input_.Skip(4);
    return false;
  }

  google::protobuf::io::CodedInputStream input_;
  int count_ = 0;
};

}  // namespace

bool expect_few_messages(google::protobuf::io::ZeroCopyInputStream& bytes) {
  return MessageCounter(bytes).read_fields(proto::ModelProto::descriptor(), 0);
}

}  // namespace fovea::onnx
