// SPDX-License-Identifier: Apache-2.0
// One queue and one link of 100 Gbit/s in ns-3: what PlainNic models. Prints packets delivered and lost, events, model
// time in picoseconds, and the processor time of the run in seconds.
#include "ns3/core-module.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include <ctime>
#include <iostream>
#include <random>
#include <string>

using namespace ns3;

namespace {
constexpr uint32_t kRing = 1024;
// preamble, start of frame and gap, less what the link puts in front of a packet itself
constexpr uint32_t kOverhead = 20 - 2;
constexpr double kSmallPs = 6720;
constexpr double kMixPs = 29906.7;

class Sender
{
  public:
    Sender(Ptr<PointToPointNetDevice> device, Ptr<PointToPointNetDevice> peer, bool isMix, double load, uint64_t count)
        : m_device(device),
          m_to(peer->GetAddress()),
          m_isMix(isMix),
          m_meanPs((isMix ? kMixPs : kSmallPs) / load),
          m_gap(1 / m_meanPs),
          m_size(0, 11),
          m_left(count)
    {
    }

    void Schedule()
    {
        int64_t ps = static_cast<int64_t>((m_isMix ? m_gap(m_random) : m_meanPs) + 0.5);
        Simulator::Schedule(PicoSeconds(ps), &Sender::Send, this);
    }

    uint64_t m_lost = 0;

  private:
    void Send()
    {
        int draw = m_isMix ? m_size(m_random) : 0;
        uint32_t bytes = draw < 7 ? 64 : draw < 11 ? 570 : 1518;
        m_lost += !m_device->Send(Create<Packet>(bytes + kOverhead), m_to, 0x0800);
        if (--m_left > 0)
        {
            Schedule();
        }
    }

    Ptr<PointToPointNetDevice> m_device;
    Address m_to;
    bool m_isMix;
    double m_meanPs;
    std::mt19937_64 m_random{1};
    std::exponential_distribution<double> m_gap;
    std::uniform_int_distribution<int> m_size;
    uint64_t m_left;
};

uint64_t g_received = 0;

bool
Receive(Ptr<NetDevice>, Ptr<const Packet>, uint16_t, const Address&)
{
    g_received++;
    return true;
}

Ptr<PointToPointNetDevice>
MakeDevice(Ptr<Node> node, Ptr<PointToPointChannel> channel)
{
    Ptr<PointToPointNetDevice> device = CreateObject<PointToPointNetDevice>();
    device->SetAddress(Mac48Address::Allocate());
    device->SetDataRate(DataRate("100Gbps"));
    Ptr<DropTailQueue<Packet>> queue = CreateObject<DropTailQueue<Packet>>();
    queue->SetMaxSize(QueueSize(QueueSizeUnit::PACKETS, kRing));
    device->SetQueue(queue);
    node->AddDevice(device);
    device->Attach(channel);
    device->SetReceiveCallback(MakeCallback(&Receive));
    return device;
}
} // namespace

int
main(int argc, char** argv)
{
    if (argc != 4)
    {
        std::cerr << "usage: ns3link cbr|mix LOAD PACKETS" << std::endl;
        return 2;
    }
    Time::SetResolution(Time::PS);
    Ptr<PointToPointChannel> channel = CreateObject<PointToPointChannel>();
    channel->SetAttribute("Delay", TimeValue(NanoSeconds(250)));
    Ptr<PointToPointNetDevice> from = MakeDevice(CreateObject<Node>(), channel);
    Ptr<PointToPointNetDevice> to = MakeDevice(CreateObject<Node>(), channel);
    Sender sender(from, to, std::string(argv[1]) == "mix", std::stod(argv[2]), std::stoull(argv[3]));
    sender.Schedule();
    std::clock_t start = std::clock();
    Simulator::Run();
    double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::cout << g_received << ' ' << sender.m_lost << ' ' << Simulator::GetEventCount() << ' '
              << Simulator::Now().GetPicoSeconds() << ' ' << seconds << std::endl;
    Simulator::Destroy();
    return 0;
}
