#pragma once
// Case rows as Arrow columns, with a slice offset and awkward bytes under the nulls. Open lists that hold
// elements have no Arrow form: close them first.
#include <cstring>
#include <deque>
#include <vector>

#include "runtime/abi/abi.h"
#include "runtime/loader/arrow.h"

namespace guiju::differential {

class ArrowRows {
 public:
  // `offset` rows of nonsense stand before the first case.
  ArrowRows(const ir::Program& program, const abi::Layout& layout, const std::vector<const std::byte*>& rows,
            int64_t offset)
      : program_(program), layout_(layout) {
    std::vector<Column> children;
    for (ir::FactId id : program.facts.ids()) {
      if (!program.facts[id].list) children.push_back(Scalar(id, rows, offset));
    }
    for (ir::ListId id : program.lists.ids()) children.push_back(ListColumn(id, rows, offset));
    const Column top = Struct("", static_cast<int64_t>(rows.size()), children, 0);
    // The slice belongs to the struct; its children start at 0 and are longer.
    top.array->offset = offset;
    schema_ = top.schema;
    array_ = top.array;
  }
  ArrowRows(const ArrowRows&) = delete;
  ArrowRows& operator=(const ArrowRows&) = delete;
  const ArrowSchema& schema() const { return *schema_; }
  const ArrowArray& array() const { return *array_; }

 private:
  struct Column {
    ArrowSchema* schema;
    ArrowArray* array;
  };

  std::byte* Bytes(size_t count, int fill) {
    memory_.emplace_back(count + 16, static_cast<std::byte>(fill));
    return memory_.back().data();
  }
  Column Make(const char* format, const std::string& name, int64_t length, std::vector<const void*> buffers) {
    names_.push_back(name);
    schemas_.push_back(
        {format, names_.back().c_str(), nullptr, ARROW_FLAG_NULLABLE, 0, nullptr, nullptr, nullptr, nullptr});
    buffers_.push_back(std::move(buffers));
    arrays_.push_back({length, -1, 0, static_cast<int64_t>(buffers_.back().size()), 0, buffers_.back().data(),
                       nullptr, nullptr, nullptr, nullptr});
    return {&schemas_.back(), &arrays_.back()};
  }
  Column Struct(const std::string& name, int64_t length, const std::vector<Column>& children,
                int64_t offset) {
    Column top = Make("+s", name, length, {nullptr});
    schema_children_.emplace_back();
    array_children_.emplace_back();
    for (const Column& child : children) {
      schema_children_.back().push_back(child.schema);
      array_children_.back().push_back(child.array);
    }
    top.schema->n_children = top.array->n_children = static_cast<int64_t>(children.size());
    top.schema->children = schema_children_.back().data();
    top.array->children = array_children_.back().data();
    top.array->offset = offset;
    top.array->null_count = 0;
    return top;
  }
  static void SetBit(std::byte* bits, int64_t at, bool value) {
    const auto mask = static_cast<std::byte>(1 << (at % 8));
    bits[at / 8] = value ? bits[at / 8] | mask : bits[at / 8] & ~mask;
  }

  Column Scalar(ir::FactId id, const std::vector<const std::byte*>& rows, int64_t offset) {
    const ir::Fact& fact = program_.facts[id];
    const abi::Field& field = layout_.fields[static_cast<size_t>(id.index)];
    const auto count = static_cast<size_t>(offset) + rows.size();
    std::byte* validity = Bytes(count / 8 + 8, 0x5a);
    const bool bits = fact.type.kind == ir::TypeKind::kBool;
    std::byte* values = Bytes(bits ? count / 8 + 8 : count * field.width, 0xa5);
    bool nulls = false;
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto at = static_cast<int64_t>(i) + offset;
      const bool known = abi::IsKnown(rows[i], field);
      SetBit(validity, at, known);
      nulls |= !known;
      if (!known) continue;
      if (bits) {
        SetBit(values, at, abi::Load(rows[i], field) != 0);
      } else {
        std::memcpy(values + at * field.width, rows[i] + field.offset, field.width);
      }
    }
    const char* format = bits                                    ? "b"
                         : fact.type.kind == ir::TypeKind::kDate ? "tdD"
                         : field.width == 1                      ? "C"
                         : field.width == 4                      ? "i"
                                                                 : "l";
    const std::string& name = fact.name.Key();
    if (fact.type.kind == ir::TypeKind::kText) return Texts(id, rows, offset, validity);
    Column column = Make(format, name, static_cast<int64_t>(count), {nulls ? validity : nullptr, values});
    if (!nulls) column.array->null_count = 0;
    return column;
  }

  Column Texts(ir::FactId id, const std::vector<const std::byte*>& rows, int64_t offset,
               std::byte* validity) {
    const abi::Field& field = layout_.fields[static_cast<size_t>(id.index)];
    const auto count = static_cast<size_t>(offset) + rows.size();
    auto* offsets = reinterpret_cast<int32_t*>(Bytes(4 * (count + 1), 0));
    std::string all;
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto at = static_cast<size_t>(offset) + i;
      offsets[at] = static_cast<int32_t>(all.size());
      if (abi::IsKnown(rows[i], field)) {
        const auto text = static_cast<size_t>(abi::Load(rows[i], field));
        all += text < program_.texts.size() ? program_.texts[text] : "文" + std::to_string(text);
      }
      offsets[at + 1] = static_cast<int32_t>(all.size());
    }
    std::byte* bytes = Bytes(all.size(), 0);
    std::memcpy(bytes, all.data(), all.size());
    return Make("u", program_.facts[id].name.Key(), static_cast<int64_t>(count), {validity, offsets, bytes});
  }

  Column ListColumn(ir::ListId id, const std::vector<const std::byte*>& rows, int64_t offset) {
    const auto count = static_cast<size_t>(offset) + rows.size();
    std::byte* validity = Bytes(count / 8 + 8, 0);
    auto* offsets = reinterpret_cast<int32_t*>(Bytes(4 * (count + 1), 0));
    std::vector<const std::byte*> elements;
    const uint32_t size = layout_.elements[static_cast<size_t>(id.index)].size;
    for (size_t i = 0; i < rows.size(); ++i) {
      const abi::ListView view = abi::LoadList(rows[i], layout_.list_offsets[static_cast<size_t>(id.index)]);
      SetBit(validity, static_cast<int64_t>(i) + offset, view.open == 0);
      offsets[static_cast<size_t>(offset) + i] = static_cast<int32_t>(elements.size());
      for (uint32_t k = 0; k < view.count; ++k) elements.push_back(view.elements + size_t{k} * size);
      offsets[static_cast<size_t>(offset) + i + 1] = static_cast<int32_t>(elements.size());
    }
    std::vector<Column> fields;
    for (ir::FactId field : program_.lists[id].fields) fields.push_back(Scalar(field, elements, 0));
    const Column items = Struct("item", static_cast<int64_t>(elements.size()), fields, 0);
    Column column =
        Make("+l", program_.lists[id].name.Key(), static_cast<int64_t>(count), {validity, offsets});
    schema_children_.push_back({items.schema});
    array_children_.push_back({items.array});
    column.schema->n_children = column.array->n_children = 1;
    column.schema->children = schema_children_.back().data();
    column.array->children = array_children_.back().data();
    return column;
  }

  const ir::Program& program_;
  const abi::Layout& layout_;
  std::deque<std::vector<std::byte>> memory_;
  std::deque<std::string> names_;
  std::deque<ArrowSchema> schemas_;
  std::deque<ArrowArray> arrays_;
  std::deque<std::vector<const void*>> buffers_;
  std::deque<std::vector<ArrowSchema*>> schema_children_;
  std::deque<std::vector<ArrowArray*>> array_children_;
  ArrowSchema* schema_ = nullptr;
  ArrowArray* array_ = nullptr;
};

}  // namespace guiju::differential
