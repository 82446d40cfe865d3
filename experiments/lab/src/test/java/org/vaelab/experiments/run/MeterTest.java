// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.RunFolder;

final class MeterTest {

    private static final long RANGE = 1_000_000_000;

    @TempDir Path temporary;

    private double processorSeconds = 100;

    private Path zone(String folder, String name, long microjoules) throws IOException {
        Path zone = Files.createDirectories(temporary.resolve("powercap").resolve(folder));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), RANGE + "\n");
        return count(zone, microjoules);
    }

    private static Path count(Path zone, long microjoules) throws IOException {
        Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
        return zone;
    }

    private EnergyCounters counters() {
        return counters("no-such-program");
    }

    private EnergyCounters counters(String program) {
        return new EnergyCounters(temporary.resolve("powercap"), program, "");
    }

    private Meters meters() {
        return meters("no-such-program");
    }

    private Meters meters(String program) {
        return new Meters(() -> processorSeconds, counters(program));
    }

    private RunFolder run(String name) {
        return new RunFolder(temporary.resolve(name));
    }

    @Test
    void packagesAndMemoryCountOnceAndBeginAnew() throws IOException {
        Path first = zone("intel-rapl:0", "package-0", RANGE - 5_000_000);
        Path second = zone("intel-rapl:1", "package-1", 0);
        Path memory = zone("intel-rapl:0:1", "dram", 7);
        List<Path> others =
                List.of(
                        zone("intel-rapl:0:0", "core", 0),
                        zone("intel-rapl:2", "psys", 0),
                        zone("intel-rapl-mmio:0", "package-0", 0));
        EnergyCounters counters = counters();
        count(first, 2_000_000);
        count(second, 3_000_000);
        count(memory, 1_000_007);
        for (Path other : others) {
            count(other, 900_000_000);
        }
        assertThat(counters.unmeasured()).isEmpty();
        assertThat(counters.joules(false))
                .isEqualTo(Map.of(Compute.PROCESSOR, 10.0, Compute.MEMORY, 1.0));
        count(first, 1_000_000);
        assertThat(counters.joules(false))
                .isEqualTo(Map.of(Compute.PROCESSOR, RANGE / 1e6 - 1, Compute.MEMORY, 0.0));
    }

    @Test
    void aSumWithoutOneOfThePackagesIsNoMeasurement() throws IOException {
        zone("intel-rapl:0", "package-0", 0);
        Path unreadable = zone("intel-rapl:1", "package-1", 0).resolve("energy_uj");
        Files.delete(unreadable);
        Files.createDirectory(unreadable);
        EnergyCounters counters = counters();
        assertThat(counters.joules(false)).isEmpty();
        assertThat(counters.unmeasured().get(Compute.PROCESSOR))
                .startsWith("the counter cannot be read: ");
    }

    @Test
    void aMachineWithoutCountersSaysSo() {
        assertThat(counters().unmeasured().get(Compute.PROCESSOR))
                .endsWith(" has no energy counter of a processor, as in most virtual machines");
    }

    @Test
    void runsAtOnceAddUpToTheirProcess() throws IOException {
        Path zone = zone("intel-rapl:0", "package-0", 0);
        Meters meters = meters();
        Meter first = Meter.start(meters, run("first"));
        processorSeconds += 4;
        Meter second = Meter.start(meters, run("second"));
        processorSeconds += 6;
        count(zone, 20_000_000);
        Compute one = first.end().get(0);
        processorSeconds += 5;
        Compute other = second.end().get(0);
        assertThat(one.processorSeconds()).isEqualTo(7);
        assertThat(other.processorSeconds()).isEqualTo(8);
        assertThat(one.joules()).isEqualTo(Map.of(Compute.PROCESSOR, 10.0));
        assertThat(one.together()).isEqualTo(2);
        processorSeconds += 1000;
        Meter third = Meter.start(meters, run("third"));
        assertThat(third.end().get(0).processorSeconds()).isZero();
        assertThat(third.end().get(0).together()).isEqualTo(1);
    }

    @Test
    void aKilledExecutionCountsUpToItsLastNote() throws IOException {
        Meters meters = meters();
        Meter killed = Meter.start(meters, run("run"));
        processorSeconds += 3;
        meters.advance();
        killed.note();
        processorSeconds += 2;
        // The process ends here. Another one goes on.
        try (Meter resumed = Meter.start(meters(), run("run"))) {
            processorSeconds += 4;
            List<Compute> all = resumed.end();
            assertThat(all).extracting(Compute::processorSeconds).containsExactly(3.0, 4.0);
            assertThat(all).extracting(Compute::ended).containsExactly(false, true);
        }
        assertThat(run("run").readCompute(null)).hasSize(2);
    }

    @Test
    @Tag("full")
    @DisabledOnOs(OS.WINDOWS)
    void thePowerOfADeviceIsSummedOverTime() throws Exception {
        Path power = Files.writeString(temporary.resolve("power"), "50.00\n");
        Meters meters = meters(program("cat " + power));
        Meter other = Meter.start(meters, run("other"));
        Meter meter = Meter.start(meters, run("run"));
        meter.uses("cpu");
        assertThat(meter.holdsDevice).isFalse();
        meter.uses("cuda:0");
        Thread.sleep(1000);
        meters.advance();
        double atFirst = meter.deviceSeconds;
        assertThat(meter.joules.get(Compute.DEVICE)).isCloseTo(50 * atFirst, within(5.0));
        Files.writeString(power, "150.00\n");
        Thread.sleep(1000);
        Compute compute = meter.end().get(0);
        assertThat(compute.deviceSeconds()).isBetween(2.0, 60.0);
        assertThat(compute.joules().get(Compute.DEVICE))
                .isCloseTo(50 * atFirst + 100 * (compute.deviceSeconds() - atFirst), within(10.0));
        assertThat(other.end().get(0).joules()).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anUnknownPowerOfADeviceHasItsReason() throws Exception {
        String none =
                "nvidia-smi shows no power of one accelerator, which CUDA_VISIBLE_DEVICES may name: ";
        Path power = Files.writeString(temporary.resolve("power"), "50.00\n");
        Map<String, String> reasons =
                Map.of(
                        program("echo 50.00; echo 60.00"),
                        none + "50.00, 60.00",
                        program("echo '[N/A]'"),
                        none + "[N/A]",
                        program("cat " + power),
                        none + "cat: ");
        for (Map.Entry<String, String> each : reasons.entrySet()) {
            Meters meters = meters(each.getKey());
            Meter meter = Meter.start(meters, run("run"));
            meter.uses("cuda");
            Files.deleteIfExists(power);
            meters.advance();
            List<Compute> all = meter.end();
            Compute compute = all.get(all.size() - 1);
            assertThat(compute.joules()).isEmpty();
            assertThat(compute.unmeasured().get(Compute.DEVICE)).startsWith(each.getValue());
            assertThat(compute.deviceSeconds()).isPositive();
        }
        Meter meter = Meter.start(meters(), run("absent"));
        meter.uses("cuda");
        assertThat(meter.end().get(0).unmeasured().get(Compute.DEVICE))
                .startsWith("nvidia-smi gives no answer: ");
    }

    private String program(String script) throws IOException {
        Path file = Files.createTempFile(temporary, "nvidia-smi-", "");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }
}
