// oscpack and liblo, as their users would dispatch and encode with them. Only numbers cross the border to Rust, so nothing there is unsafe.

#include <lo/lo.h>
#include <osc/OscOutboundPacketStream.h>
#include <osc/OscReceivedElements.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

// What the handlers of the Rust side do.
template <uint64_t NUMBER>
void note(uint64_t &sum, float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    sum += bits ^ (NUMBER << 8);
}

void note_mix(uint64_t &sum, int32_t bus, int32_t slot, const char *name, float left, float right) {
    sum += (uint64_t(uint32_t(bus)) * 3) ^ uint32_t(slot) ^ (uint64_t(strlen(name)) << 32);
    note<0>(sum, left);
    note<1>(sum, right);
}

void note_blob(uint64_t &sum, const uint8_t *bytes, size_t length) { sum += length + (length ? bytes[length - 1] : 0); }

constexpr size_t WAVE = 512;
constexpr size_t ENCODED = 1024;

using Function = void (*)(uint64_t &, float);

template <size_t... NUMBERS>
constexpr std::array<Function, sizeof...(NUMBERS)> each(std::index_sequence<NUMBERS...>) {
    return {note<NUMBERS>...};
}
constexpr auto NOTES = each(std::make_index_sequence<4096>());

// What a compiler cannot know beforehand.
template <typename T>
T &&opaque(T &&value) {
    asm volatile("" : : "r"(&value) : "memory");
    return std::forward<T>(value);
}

class Peer {
public:
    virtual ~Peer() = default;
    virtual void route(const std::string &address) = 0;
    virtual uint64_t run(size_t rounds) = 0;
    std::vector<std::vector<char>> packets;
    std::string bytes;
    uint64_t sum = 0;
};

// A handler is chosen by the last part of its address, and where each has its own, by the number of the route.
std::string name_of(const std::string &address) { return address.substr(address.rfind('/') + 1); }

namespace oscpack {

using Arguments = const osc::ReceivedMessage &;

struct Handler {
    void (*take)(uint64_t &, Arguments, Function);
    Function function;
};

void take_float(uint64_t &sum, Arguments message, Function function) {
    auto arguments = message.ArgumentStream();
    float value;
    arguments >> value >> osc::EndMessage;
    function(sum, value);
}

void take_mix(uint64_t &sum, Arguments message, Function) {
    auto arguments = message.ArgumentStream();
    osc::int32 bus, slot;
    const char *name;
    float left, right;
    arguments >> bus >> slot >> name >> left >> right >> osc::EndMessage;
    note_mix(sum, bus, slot, name, left, right);
}

void take_blob(uint64_t &sum, Arguments message, Function) {
    auto arguments = message.ArgumentStream();
    osc::Blob blob;
    arguments >> blob >> osc::EndMessage;
    note_blob(sum, static_cast<const uint8_t *>(blob.data), blob.size);
}

void take_wave(uint64_t &sum, Arguments message, Function) {
    float last = 0;
    for (auto argument = message.ArgumentsBegin(); argument != message.ArgumentsEnd(); ++argument) last = argument->AsFloat();
    sum += message.ArgumentCount();
    note<0>(sum, last);
}

class Dispatch : public Peer {
    std::unordered_map<std::string_view, Handler> routes;

    void handle(const osc::ReceivedMessage &message) {
        if (auto route = routes.find(message.AddressPattern()); route != routes.end()) {
            route->second.take(sum, message, route->second.function);
        }
    }

    void handle(const osc::ReceivedBundle &bundle) {
        for (auto element = bundle.ElementsBegin(); element != bundle.ElementsEnd(); ++element) {
            if (element->IsBundle()) handle(osc::ReceivedBundle(*element));
            else handle(osc::ReceivedMessage(*element));
        }
    }

public:
    void route(const std::string &address) override {
        std::string name = name_of(address);
        auto take = name == "mix" ? take_mix : name == "blob" ? take_blob : name == "wave" ? take_wave : take_float;
        routes.emplace(*new std::string(address), Handler{take, name == "gain" ? note<0> : NOTES.at(routes.size())});
    }

    uint64_t run(size_t rounds) override {
        for (; rounds; --rounds) {
            for (const auto &bytes : packets) {
                try {
                    osc::ReceivedPacket packet(bytes.data(), bytes.size());
                    if (packet.IsBundle()) handle(osc::ReceivedBundle(packet));
                    else handle(osc::ReceivedMessage(packet));
                } catch (const osc::Exception &) {
                    // Not for this handler.
                }
            }
        }
        return sum;
    }
};

class Encode : public Peer {
    bool is_mix;

public:
    explicit Encode(bool is_mix) : is_mix(is_mix) {}
    void route(const std::string &) override {}
    uint64_t run(size_t rounds) override {
        char buffer[64];
        for (rounds *= ENCODED; rounds; --rounds) {
            osc::OutboundPacketStream stream(opaque(buffer), sizeof buffer);
            if (is_mix) {
                stream << osc::BeginMessage(opaque("/mix")) << opaque(7) << opaque(3) << opaque("centre") << opaque(0.25f) << opaque(0.75f)
                       << osc::EndMessage;
            } else {
                stream << osc::BeginMessage(opaque("/gain")) << opaque(0.25f) << osc::EndMessage;
            }
            sum += opaque(stream.Size());
        }
        return sum;
    }
};

} // namespace oscpack

namespace liblo {

struct Handler {
    uint64_t *sum;
    Function function;
};

int take_float(const char *, const char *, lo_arg **arguments, int, lo_message, void *data) {
    auto handler = static_cast<const Handler *>(data);
    handler->function(*handler->sum, arguments[0]->f);
    return 0;
}

int take_mix(const char *, const char *, lo_arg **arguments, int, lo_message, void *sum) {
    note_mix(*static_cast<uint64_t *>(sum), arguments[0]->i, arguments[1]->i, &arguments[2]->s, arguments[3]->f, arguments[4]->f);
    return 0;
}

int take_blob(const char *, const char *, lo_arg **arguments, int, lo_message, void *sum) {
    lo_blob blob = arguments[0];
    note_blob(*static_cast<uint64_t *>(sum), static_cast<const uint8_t *>(lo_blob_dataptr(blob)), lo_blob_datasize(blob));
    return 0;
}

int take_wave(const char *, const char *, lo_arg **arguments, int count, lo_message, void *sum) {
    *static_cast<uint64_t *>(sum) += count;
    note<0>(*static_cast<uint64_t *>(sum), arguments[count - 1]->f);
    return 0;
}

class Dispatch : public Peer {
    lo_server server = lo_server_new(nullptr, nullptr);
    size_t routes = 0;

public:
    void route(const std::string &address) override {
        std::string name = name_of(address);
        if (!server) abort();
        if (name == "mix") lo_server_add_method(server, address.c_str(), "iisff", take_mix, &sum);
        else if (name == "blob") lo_server_add_method(server, address.c_str(), "b", take_blob, &sum);
        else if (name == "wave") lo_server_add_method(server, address.c_str(), std::string(WAVE, 'f').c_str(), take_wave, &sum);
        else lo_server_add_method(server, address.c_str(), "f", take_float, new Handler{&sum, name == "gain" ? note<0> : NOTES.at(routes)});
        ++routes;
    }

    uint64_t run(size_t rounds) override {
        for (; rounds; --rounds) {
            for (auto &bytes : packets) lo_server_dispatch_data(server, bytes.data(), bytes.size());
        }
        return sum;
    }
};

class Encode : public Peer {
    bool is_mix;

public:
    explicit Encode(bool is_mix) : is_mix(is_mix) {}
    void route(const std::string &) override {}
    uint64_t run(size_t rounds) override {
        char buffer[64];
        for (rounds *= ENCODED; rounds; --rounds) {
            lo_message message = lo_message_new();
            const char *address = opaque("/gain");
            if (is_mix) {
                address = opaque("/mix");
                lo_message_add_int32(message, opaque(7));
                lo_message_add_int32(message, opaque(3));
                lo_message_add_string(message, opaque("centre"));
                lo_message_add_float(message, opaque(0.25f));
                lo_message_add_float(message, opaque(0.75f));
            } else {
                lo_message_add_float(message, opaque(0.25f));
            }
            size_t size = sizeof buffer;
            lo_message_serialise(message, address, opaque(buffer), &size);
            lo_message_free(message);
            sum += opaque(size);
        }
        return sum;
    }
};

} // namespace liblo

std::vector<std::unique_ptr<Peer>> peers;

} // namespace

extern "C" {

size_t peer_new(bool is_liblo, uint8_t work) {
    if (work == 0) {
        if (is_liblo) peers.push_back(std::make_unique<liblo::Dispatch>());
        else peers.push_back(std::make_unique<oscpack::Dispatch>());
    } else {
        if (is_liblo) peers.push_back(std::make_unique<liblo::Encode>(work == 2));
        else peers.push_back(std::make_unique<oscpack::Encode>(work == 2));
    }
    return peers.size() - 1;
}

void peer_byte(size_t peer, uint8_t byte) { peers.at(peer)->bytes.push_back(char(byte)); }

void peer_route(size_t peer) {
    peers.at(peer)->route(peers.at(peer)->bytes);
    peers.at(peer)->bytes.clear();
}

void peer_packet(size_t peer) {
    std::string &bytes = peers.at(peer)->bytes;
    peers.at(peer)->packets.emplace_back(bytes.begin(), bytes.end());
    bytes.clear();
}

uint64_t peer_run(size_t peer, size_t rounds) { return peers.at(peer)->run(rounds); }

}
