// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The energy of the accelerator: its power as {@code nvidia-smi} shows it each second, summed over time. It is that of
 * the whole accelerator, with all programs on it.
 */
final class DevicePower {

    private static final String SEVERAL =
            "the machine has several accelerators, and CUDA_VISIBLE_DEVICES does not name one";

    private final List<String> command;
    private @Nullable Process process;
    private @Nullable String device;
    private double watts;
    private double joules;
    private long since;
    private boolean stopped;
    private String unmeasured = "";

    /**
     * Makes the meter. It starts no program.
     *
     * @param program the path of {@code nvidia-smi}
     * @param visible the value of {@code CUDA_VISIBLE_DEVICES}; empty if it is not set
     */
    DevicePower(String program, String visible) {
        command = new ArrayList<>(List.of(program, "--query-gpu=uuid,power.draw"));
        command.addAll(List.of("--format=csv,noheader,nounits", "-l", "1"));
        if (!visible.isBlank() && !visible.contains(",")) {
            command.addAll(List.of("-i", visible.strip()));
        }
    }

    /** Starts the program, unless it is at work. */
    synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        device = null;
        stopped = false;
        since = System.nanoTime();
        unmeasured = "nvidia-smi showed no power";
        try {
            Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
            process = started;
            Thread reader = new Thread(() -> read(started), "vaelab-device-power");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            unmeasured = "nvidia-smi cannot be started: " + e.getMessage();
        }
    }

    private void read(Process from) {
        try (BufferedReader in = from.inputReader(StandardCharsets.UTF_8)) {
            @Nullable String line;
            while ((line = in.readLine()) != null) {
                observe(line);
            }
            ended();
        } catch (IOException e) {
            // The program was stopped.
        }
    }

    /** Takes a line such as {@code GPU-5c5d..., 71.32}. The first power also counts for the time before it. */
    private synchronized void observe(String line) {
        if (stopped) {
            return;
        }
        String[] parts = line.split(", ", -1);
        try {
            double now = Double.parseDouble(parts[parts.length - 1].strip());
            if (device == null) {
                device = parts[0];
                watts = now;
                unmeasured = "";
            } else if (!device.equals(parts[0])) {
                unmeasured = SEVERAL;
            }
            joules();
            watts = now;
        } catch (NumberFormatException e) {
            unmeasured = "nvidia-smi shows no power: " + line.strip();
        }
        if (!unmeasured.isEmpty()) {
            stop();
        }
    }

    private synchronized void ended() {
        if (!stopped && unmeasured.isEmpty()) {
            unmeasured = "nvidia-smi ended before the work did";
        }
    }

    /** Returns the energy so far, in joules. */
    synchronized double joules() {
        long now = System.nanoTime();
        if (device != null) {
            joules += watts * (now - since) / 1e9;
            since = now;
        }
        return joules;
    }

    /** Returns why the energy is not known; empty if it is. */
    synchronized String unmeasured() {
        return unmeasured;
    }

    synchronized void stop() {
        stopped = true;
        if (process != null) {
            process.destroy();
        }
    }
}
