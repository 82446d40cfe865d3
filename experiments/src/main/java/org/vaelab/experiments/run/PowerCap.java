// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.record.Compute;

/**
 * The energy counters of processor packages and of memory, as Linux shows them (RAPL of Intel and AMD). A counter is
 * of a whole package, with all programs on it.
 *
 * <p>The zone {@code psys} and the zones of {@code intel-rapl-mmio} count the same energy once more, and the parts
 * {@code core} and {@code uncore} are in their package: they are left out.
 */
final class PowerCap {

    static final Path ROOT = Path.of("/sys/class/powercap");

    private static final Pattern ZONE = Pattern.compile("intel-rapl:\\d+(:\\d+)?");

    private final Map<String, List<Counter>> counters = new LinkedHashMap<>();
    private final Map<String, String> unmeasured = new LinkedHashMap<>();

    /** A counter, which begins at 0 again after its largest value. */
    private static final class Counter {
        private final Path file;
        private final long range;
        private long last;
        private double joules;

        Counter(Path zone) throws IOException {
            file = zone.resolve("energy_uj");
            range = number(zone.resolve("max_energy_range_uj"));
            last = number(file);
        }

        double joules() {
            try {
                long now = number(file);
                joules += (now >= last ? now - last : range - last + now) / 1e6;
                last = now;
            } catch (IOException e) {
                joules = Double.NaN;
            }
            return joules;
        }

        private static long number(Path file) throws IOException {
            try {
                return Long.parseLong(Files.readString(file).strip());
            } catch (NumberFormatException e) {
                throw new IOException(file + " holds no number", e);
            }
        }
    }

    private PowerCap() {}

    /**
     * Finds the counters.
     *
     * @param root the folder with the zones; it need not exist
     */
    static PowerCap open(Path root) {
        PowerCap found = new PowerCap();
        try (Stream<Path> zones = Files.list(root)) {
            zones.filter(zone -> ZONE.matcher(zone.getFileName().toString()).matches())
                    .sorted()
                    .forEach(found::add);
        } catch (IOException e) {
            // There are no zones, as the reason below says.
        }
        found.unmeasured.keySet().forEach(found.counters::remove);
        if (found.counters.isEmpty() && found.unmeasured.isEmpty()) {
            found.unmeasured.put(
                    Compute.PROCESSOR,
                    root + " has no energy counter of a processor, as in most virtual machines");
        }
        return found;
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
            counters.computeIfAbsent(meter, m -> new ArrayList<>()).add(new Counter(zone));
        } catch (IOException e) {
            // A sum without one of the packages would be too small.
            unmeasured.put(meter, reason(zone.resolve("energy_uj"), e));
        }
    }

    private static String reason(Path file, IOException e) {
        return e instanceof NoSuchFileException || Files.isReadable(file)
                ? "the counter cannot be read: " + e.getMessage()
                : file + " may be read by root alone";
    }

    /** Returns the energy since the counters were found, in joules; NaN if a counter can no longer be read. */
    Map<String, Double> joules() {
        Map<String, Double> joules = new LinkedHashMap<>();
        counters.forEach(
                (meter, of) -> joules.put(meter, of.stream().mapToDouble(Counter::joules).sum()));
        return joules;
    }

    Map<String, String> unmeasured() {
        return unmeasured;
    }
}
