// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.RunFolder;

/**
 * Measures what an execution consumes, from its start until it ends. What a run consumed so far is noted in its folder
 * every few seconds, so that little is lost if the process is killed.
 */
public final class Meter implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);

    private final Meters process;
    private final @Nullable RunFolder folder;
    private final List<Compute> earlier;
    private final Instant startedAt = Instant.now();
    private final long start = System.nanoTime();
    private final Map<String, Double> consumed = new LinkedHashMap<>();
    private int together;
    private boolean holdsDevice;
    private @Nullable Compute end;
    private boolean recorded;

    private Meter(Meters process, @Nullable RunFolder folder, List<Compute> earlier) {
        this.process = process;
        this.folder = folder;
        this.earlier = earlier;
        process.add(this);
    }

    /** Starts to measure work that leaves no note of its own. */
    public static Meter start() {
        return new Meter(Meters.ofThisProcess(), null, List.of());
    }

    /**
     * Starts to measure the execution of a run, which may have been executed before.
     *
     * @throws IOException if its folder cannot be read or written
     */
    public static Meter start(RunFolder folder) throws IOException {
        return start(Meters.ofThisProcess(), folder);
    }

    static Meter start(Meters process, RunFolder folder) throws IOException {
        Meter meter = new Meter(process, folder, earlier(folder));
        meter.note();
        return meter;
    }

    private static List<Compute> earlier(RunFolder folder) throws IOException {
        try {
            return folder.readCompute(folder.hasResult() ? folder.readResult() : null);
        } catch (DamagedFileException e) {
            return List.of();
        }
    }

    public Instant startedAt() {
        return startedAt;
    }

    /**
     * States where the work is done from here on.
     *
     * @param device as a backend describes it, such as {@code cpu} or {@code cuda:0}
     */
    public void uses(@Nullable String device) {
        if (device != null && !device.equals("cpu")) {
            process.holdsDevice(this);
        }
    }

    /** Ends, and returns what the executions consumed, this one last. */
    public List<Compute> end() {
        if (end == null) {
            process.remove(this);
            end = soFar(true);
        }
        return with(end);
    }

    /** States that the result of the run has what {@link #end} returned. */
    public void recorded() {
        recorded = true;
    }

    @Override
    public void close() {
        end();
        if (recorded && folder != null) {
            try {
                Files.deleteIfExists(folder.compute());
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted", folder.compute(), e);
            }
        } else {
            note();
        }
    }

    /** Writes what was consumed so far. A run goes on if that fails. */
    void note() {
        if (folder == null) {
            return;
        }
        try {
            folder.writeCompute(with(end == null ? soFar(false) : end));
        } catch (IOException e) {
            LOG.warn("{} cannot be written", folder.compute(), e);
        }
    }

    private List<Compute> with(Compute last) {
        List<Compute> all = new ArrayList<>(earlier);
        all.add(last);
        return all;
    }

    private Compute soFar(boolean ended) {
        Map<String, Double> joules;
        synchronized (process) {
            joules = new LinkedHashMap<>(consumed);
        }
        double processor = seconds(joules, Meters.PROCESSOR_SECONDS);
        double device = seconds(joules, Meters.DEVICE_SECONDS);
        Map<String, String> unmeasured = process.unmeasured(holdsDevice);
        joules.keySet().removeAll(unmeasured.keySet());
        joules.forEach(
                (meter, of) -> {
                    if (of.isNaN()) {
                        unmeasured.put(meter, "its counter could no longer be read");
                    }
                });
        joules.values().removeIf(of -> of.isNaN());
        return new Compute(
                startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
                (System.nanoTime() - start) / 1e9,
                processor,
                device,
                together,
                joules,
                unmeasured,
                ended);
    }

    private static double seconds(Map<String, Double> amounts, String what) {
        Double seconds = amounts.remove(what);
        return seconds == null ? 0 : seconds;
    }

    void isTogether(int meters) {
        together = Math.max(together, meters);
    }

    void holdDevice() {
        holdsDevice = true;
    }

    boolean holdsDevice() {
        return holdsDevice;
    }

    void consume(String what, double amount) {
        consumed.merge(what, amount, Double::sum);
    }
}
