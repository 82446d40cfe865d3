// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.record.Compute;

/**
 * The energy of processor packages and of memory, as Linux counts it (RAPL of Intel and AMD), and
 * of the accelerator, by its power at each reading. Each is measured, or absent with the reason. It
 * is that of the whole package, memory or accelerator, with all programs on it.
 *
 * <p>The zone {@code psys} and the zones of {@code intel-rapl-mmio} count the same energy once
 * more, and the parts {@code core} and {@code uncore} are in their package: they are left out.
 */
final class EnergyCounters {

    private static final Pattern ZONE = Pattern.compile("intel-rapl:\\d+(:\\d+)?");

    /** A counter, by the name of its file. */
    private final Map<Path, Counter> counters = new LinkedHashMap<>();

    private final Map<String, String> unmeasured = new LinkedHashMap<>();
    private final List<String> nvidiaSmi;
    private double watts;
    private long since;

    /** A counter in microjoules. It begins at 0 again after its largest value. */
    private record Counter(String meter, long range, long value) {}

    /**
     * Finds the counters of the processor and of memory.
     *
     * @param zones the folder with the zones; it need not exist
     * @param nvidiaSmi the program that shows the power of an accelerator
     * @param visible the value of {@code CUDA_VISIBLE_DEVICES}; empty if it is not set
     */
    EnergyCounters(Path zones, String nvidiaSmi, String visible) {
        List<String> command =
                List.of(nvidiaSmi, "--query-gpu=power.draw", "--format=csv,noheader,nounits");
        boolean one = !visible.isBlank() && !visible.contains(",");
        this.nvidiaSmi =
                Stream.concat(
                                command.stream(),
                                one ? Stream.of("-i", visible.strip()) : Stream.of())
                        .toList();
        try (Stream<Path> all = Files.list(zones)) {
            all.filter(zone -> ZONE.matcher(zone.getFileName().toString()).matches())
                    .sorted()
                    .forEach(this::add);
        } catch (IOException e) {
            // There are no zones, as the reason below says.
        }
        if (counters.isEmpty() && unmeasured.isEmpty()) {
            unmeasured.put(
                    Compute.PROCESSOR,
                    zones + " has no energy counter of a processor, as in most virtual machines");
        }
    }

    private void add(Path zone) {
        String meter = Compute.PROCESSOR;
        try {
            String name = Files.readString(zone.resolve("name")).strip();
            if (name.equals("dram")) {
                meter = Compute.MEMORY;
            } else if (!name.startsWith("package")) {
                return;
            }
            Path file = zone.resolve("energy_uj");
            long range = number(zone.resolve("max_energy_range_uj"));
            counters.put(file, new Counter(meter, range, number(file)));
        } catch (IOException e) {
            unmeasured.put(meter, e.getMessage());
        }
    }

    private static long number(Path file) throws IOException {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (NumberFormatException | IOException e) {
            throw new IOException(
                    e instanceof AccessDeniedException
                            ? file + " may be read by root alone"
                            : "the counter cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** Returns the energy since the last reading by meter, in joules. */
    Map<String, Double> joules(boolean withDevice) {
        Map<String, Double> joules = new LinkedHashMap<>();
        counters.replaceAll(
                (file, last) -> {
                    try {
                        long now = number(file);
                        long more = now - last.value() + (now < last.value() ? last.range() : 0);
                        joules.merge(last.meter(), more / 1e6, Double::sum);
                        return new Counter(last.meter(), last.range(), now);
                    } catch (IOException e) {
                        unmeasured.put(last.meter(), e.getMessage());
                        return last;
                    }
                });
        long before = since;
        since = System.nanoTime();
        if (withDevice && !unmeasured.containsKey(Compute.DEVICE)) {
            try {
                joules.put(Compute.DEVICE, (watts / 2 + power() / 2) * (since - before) / 1e9);
            } catch (IOException e) {
                unmeasured.put(Compute.DEVICE, e.getMessage());
            }
        }
        // A sum without one of the packages would be too small.
        joules.keySet().removeAll(unmeasured.keySet());
        return joules;
    }

    /** Reads the power of the accelerator. Between two readings it counts as the mean of both. */
    private double power() throws IOException {
        String shown;
        try {
            Process process = new ProcessBuilder(nvidiaSmi).redirectErrorStream(true).start();
            process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
            if (process.isAlive()) {
                process.destroyForcibly();
                throw new IOException("it hangs");
            }
            byte[] bytes = process.getInputStream().readAllBytes();
            shown = new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IOException("nvidia-smi gives no answer: " + e.getMessage(), e);
        }
        try {
            watts = Double.parseDouble(shown);
            return watts;
        } catch (NumberFormatException e) {
            throw new IOException(
                    "nvidia-smi shows no power of one accelerator, which CUDA_VISIBLE_DEVICES may name: "
                            + shown.replace("\n", ", "),
                    e);
        }
    }

    /** Returns by meter why there is no energy of it. */
    Map<String, String> unmeasured() {
        return new LinkedHashMap<>(unmeasured);
    }
}
