// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
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
 * Measures what an execution consumes, from its start until it ends. What a run consumed so far is
 * noted in its folder every few seconds, so that little is lost if the process is killed. Its
 * result, written last, has the same.
 */
final class Meter implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);

    private final Meters process;
    private final @Nullable RunFolder folder;
    private final List<Compute> earlier;
    private final Instant startedAt = Instant.now();
    private final long start = System.nanoTime();
    private List<Compute> ended = List.of();

    // The other meters of the process change these, in turn.
    final Map<String, Double> joules = new LinkedHashMap<>();
    Map<String, String> unmeasured = Map.of();
    double processorSeconds;
    double deviceSeconds;
    int together;
    boolean holdsDevice;

    private Meter(Meters process, @Nullable RunFolder folder, List<Compute> earlier) {
        this.process = process;
        this.folder = folder;
        this.earlier = earlier;
        process.add(this);
        note();
    }

    /** Starts to measure work that leaves no note of its own. */
    public static Meter start() {
        return new Meter(Meters.ofThisProcess(), null, List.of());
    }

    /**
     * Starts to measure the execution of a run, which may have been executed before.
     *
     * @throws IOException if its folder cannot be read
     */
    public static Meter start(RunFolder folder) throws IOException {
        return start(Meters.ofThisProcess(), folder);
    }

    static Meter start(Meters process, RunFolder folder) throws IOException {
        List<Compute> earlier;
        try {
            earlier = folder.readCompute(folder.hasResult() ? folder.readResult() : null);
        } catch (DamagedFileException e) {
            earlier = List.of();
        }
        return new Meter(process, folder, earlier);
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
        if (ended.isEmpty()) {
            process.remove(this);
            ended = soFar(true);
            note();
        }
        return ended;
    }

    @Override
    public void close() {
        end();
    }

    /** Writes what was consumed so far. A run goes on if that fails. */
    void note() {
        if (folder != null) {
            try {
                folder.writeCompute(ended.isEmpty() ? soFar(false) : ended);
            } catch (IOException e) {
                LOG.warn("{} cannot be written", folder.compute(), e);
            }
        }
    }

    private List<Compute> soFar(boolean atEnd) {
        List<Compute> all = new ArrayList<>(earlier);
        synchronized (process) {
            Map<String, Double> known = new LinkedHashMap<>(joules);
            Map<String, String> unknown = new LinkedHashMap<>(unmeasured);
            if (!holdsDevice) {
                unknown.remove(Compute.DEVICE);
            }
            known.keySet().removeAll(unknown.keySet());
            all.add(
                    new Compute(
                            startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
                            (System.nanoTime() - start) / 1e9,
                            processorSeconds,
                            deviceSeconds,
                            together,
                            known,
                            unknown,
                            atEnd));
        }
        return all;
    }
}
