// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Compute;

/** The meters that are at work in a process. They share what it consumes. */
final class Meters {

    /** Counters of energy must be read before they begin anew twice, which takes minutes. */
    private static final long TICK_MILLIS = 5000;

    private final DoubleSupplier processorSeconds;
    private final EnergyCounters energy;
    private final Set<Meter> active = new LinkedHashSet<>();
    private double processorBefore;
    private long before;
    private @Nullable Timer ticker;

    Meters(DoubleSupplier processorSeconds, EnergyCounters energy) {
        this.processorSeconds = processorSeconds;
        this.energy = energy;
    }

    private static final class OfProcess {
        private static final String VISIBLE =
                Objects.requireNonNullElse(System.getenv("CUDA_VISIBLE_DEVICES"), "");
        static final Meters METERS =
                new Meters(
                        OfProcess::seconds,
                        new EnergyCounters(Path.of("/sys/class/powercap"), "nvidia-smi", VISIBLE));

        private static double seconds() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(time -> time.toNanos() / 1e9)
                    .orElse(Double.NaN);
        }
    }

    static Meters ofThisProcess() {
        return OfProcess.METERS;
    }

    synchronized void add(Meter meter) {
        advance();
        active.add(meter);
        active.forEach(each -> each.together = Math.max(each.together, active.size()));
        if (ticker == null) {
            ticker = new Timer("vaelab-meter", true);
            ticker.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            note();
                        }
                    },
                    TICK_MILLIS,
                    TICK_MILLIS);
        }
    }

    synchronized void holdsDevice(Meter meter) {
        advance();
        meter.holdsDevice = true;
        advance();
    }

    synchronized void remove(Meter meter) {
        advance();
        active.remove(meter);
    }

    /** Gives the meters at work their shares of what the process consumed since the last time. */
    synchronized void advance() {
        double processor = processorSeconds.getAsDouble();
        long now = System.nanoTime();
        List<Meter> holders = active.stream().filter(meter -> meter.holdsDevice).toList();
        for (Meter meter : active) {
            meter.processorSeconds += (processor - processorBefore) / active.size();
        }
        for (Meter meter : holders) {
            meter.deviceSeconds += (now - before) / 1e9 / holders.size();
        }
        energy.joules(!holders.isEmpty())
                .forEach(
                        (what, joules) -> {
                            Collection<Meter> of = what.equals(Compute.DEVICE) ? holders : active;
                            of.forEach(m -> m.joules.merge(what, joules / of.size(), Double::sum));
                        });
        active.forEach(meter -> meter.unmeasured = energy.unmeasured());
        processorBefore = processor;
        before = now;
    }

    private synchronized void note() {
        advance();
        active.forEach(Meter::note);
    }
}
