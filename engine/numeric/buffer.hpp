// Memory for arrays of plain values, owned by whoever holds it.
#pragma once

#include <cstdlib>

#include "numeric/variant.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// An array of fixed size, aligned to a cache line; its values are zero at first.
///
/// Where memory runs out it is not `ok()`. There are no exceptions: the C interface asks, and returns an
/// error code, so that the library needs no C++ runtime.
template <class Value>
class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(i64 size) : size_(size) {
        const std::size_t bytes = std::size_t(round_up(size * i64(sizeof(Value)) + 64, 64));
        memory_ = std::calloc(bytes, 1);  // untouched pages cost nothing
        if (memory_ == nullptr) {
            size_ = 0;
            return;
        }
        const auto address = (reinterpret_cast<std::uintptr_t>(memory_) + 63) & ~std::uintptr_t(63);
        data_ = reinterpret_cast<Value*>(address);
    }
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Buffer() { std::free(memory_); }

    Value* data() { return data_; }
    const Value* data() const { return data_; }
    i64 size() const { return size_; }
    bool ok() const { return data_ != nullptr; }
    Value& operator[](i64 i) { return data_[i]; }
    const Value& operator[](i64 i) const { return data_[i]; }

  private:
    static_assert(std::is_trivially_copyable_v<Value> && std::is_trivially_destructible_v<Value>);

    void swap(Buffer& other) {
        void* memory = memory_;
        Value* data = data_;
        const i64 size = size_;
        memory_ = other.memory_, data_ = other.data_, size_ = other.size_;
        other.memory_ = memory, other.data_ = data, other.size_ = size;
    }

    void* memory_ = nullptr;
    Value* data_ = nullptr;
    i64 size_ = 0;
};

}  // namespace summitry::inline SUMMITRY_VARIANT
