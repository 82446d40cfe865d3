// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.vaelab.framework.record.Compute;

/** The meters that are at work in a process. They share what it consumes. */
final class Meters {

    /** Counters of energy must be read before they begin anew twice, which takes minutes. */
    private static final long TICK_MILLIS = 5000;

    static final String PROCESSOR_SECONDS = "processorSeconds";
    static final String DEVICE_SECONDS = "deviceSeconds";
    private static final Set<String> OF_DEVICE = Set.of(Compute.DEVICE, DEVICE_SECONDS);

    private final DoubleSupplier processorSeconds;
    private final PowerCap counters;
    private final DevicePower device;
    private final Set<Meter> active = new LinkedHashSet<>();
    private Map<String, Double> last = Map.of();
    private boolean ticks;

    Meters(DoubleSupplier processorSeconds, PowerCap counters, DevicePower device) {
        this.processorSeconds = processorSeconds;
        this.counters = counters;
        this.device = device;
    }

    private static final class OfProcess {
        static final Meters METERS =
                new Meters(
                        Meters::ofProcess,
                        PowerCap.open(PowerCap.ROOT),
                        new DevicePower(
                                "nvidia-smi",
                                Objects.requireNonNullElse(
                                        System.getenv("CUDA_VISIBLE_DEVICES"), "")));
    }

    static Meters ofThisProcess() {
        return OfProcess.METERS;
    }

    private static double ofProcess() {
        boolean known =
                ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean;
        long nanos =
                known
                        ? ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                                .getProcessCpuTime()
                        : -1;
        return nanos < 0 ? Double.NaN : nanos / 1e9;
    }

    Map<String, String> unmeasured(boolean usesDevice) {
        Map<String, String> reasons = new LinkedHashMap<>(counters.unmeasured());
        if (usesDevice && !device.unmeasured().isEmpty()) {
            reasons.put(Compute.DEVICE, device.unmeasured());
        }
        return reasons;
    }

    synchronized void add(Meter meter) {
        advance();
        active.add(meter);
        active.forEach(each -> each.isTogether(active.size()));
        if (!ticks) {
            ticks = true;
            Thread ticker = new Thread(this::tick, "vaelab-meter");
            ticker.setDaemon(true);
            ticker.start();
        }
    }

    synchronized void holdsDevice(Meter meter) {
        advance();
        device.start();
        meter.holdDevice();
    }

    synchronized void remove(Meter meter) {
        advance();
        active.remove(meter);
        if (active.stream().noneMatch(Meter::holdsDevice)) {
            device.stop();
        }
    }

    /** Gives the meters at work their shares of what the process consumed since the last time. */
    synchronized void advance() {
        Map<String, Double> now = counters.joules();
        now.put(PROCESSOR_SECONDS, processorSeconds.getAsDouble());
        now.put(Compute.DEVICE, device.joules());
        now.put(DEVICE_SECONDS, System.nanoTime() / 1e9);
        List<Meter> holders = active.stream().filter(Meter::holdsDevice).toList();
        now.forEach(
                (what, value) -> {
                    Collection<Meter> of = OF_DEVICE.contains(what) ? holders : active;
                    double share = (value - last.getOrDefault(what, value)) / of.size();
                    of.forEach(meter -> meter.consume(what, share));
                });
        last = now;
    }

    /** Goes on while meters are at work. */
    private void tick() {
        try {
            do {
                Thread.sleep(TICK_MILLIS);
            } while (note());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean note() {
        advance();
        active.forEach(Meter::note);
        ticks = !active.isEmpty();
        return ticks;
    }
}
