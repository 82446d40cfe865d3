// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    private PowerCap counters() {
        return PowerCap.open(temporary.resolve("powercap"));
    }

    private Meters meters() {
        return meters("no-such-program");
    }

    private Meters meters(String program) {
        return new Meters(() -> processorSeconds, counters(), new DevicePower(program, ""));
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
        PowerCap counters = counters();
        count(first, 2_000_000);
        count(second, 3_000_000);
        count(memory, 1_000_007);
        for (Path other : others) {
            count(other, 900_000_000);
        }
        assertThat(counters.unmeasured()).isEmpty();
        assertThat(counters.joules())
                .isEqualTo(Map.of(Compute.PROCESSOR, 10.0, Compute.MEMORY, 1.0));
        count(first, 1_000_000);
        assertThat(counters.joules().get(Compute.PROCESSOR)).isEqualTo(10 + RANGE / 1e6 - 1);
    }

    @Test
    void aSumWithoutOneOfThePackagesIsNoMeasurement() throws IOException {
        zone("intel-rapl:0", "package-0", 0);
        Path unreadable = zone("intel-rapl:1", "package-1", 0).resolve("energy_uj");
        Files.delete(unreadable);
        Files.createDirectory(unreadable);
        PowerCap counters = counters();
        assertThat(counters.joules()).isEmpty();
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
        Meter last = Meter.start(meters(), run("run"));
        last.recorded();
        last.close();
        assertThat(run("run").compute()).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void thePowerOfADeviceIsSummedOverTime() throws Exception {
        Meters meters = meters(program("echo 'GPU-1, 50.00'; sleep 100"));
        Meter meter = Meter.start(meters, run("run"));
        meter.uses("cpu");
        assertThat(meter.holdsDevice()).isFalse();
        meter.uses("cuda:0");
        Thread.sleep(2000);
        Compute compute = meter.end().get(0);
        assertThat(compute.deviceSeconds()).isBetween(2.0, 60.0);
        assertThat(compute.joules().get(Compute.DEVICE))
                .isCloseTo(50 * compute.deviceSeconds(), within(25.0));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anUnknownPowerOfADeviceHasItsReason() throws Exception {
        Map<String, String> reasons =
                Map.of(
                        program("echo 'GPU-1, 50.00'; echo 'GPU-2, 60.00'; sleep 100"),
                        "the machine has several accelerators, and CUDA_VISIBLE_DEVICES does not name one",
                        program("echo 'GPU-1, [N/A]'"),
                        "nvidia-smi shows no power: GPU-1, [N/A]",
                        program("echo 'GPU-1, 50.00'"),
                        "nvidia-smi ended before the work did");
        for (Map.Entry<String, String> each : reasons.entrySet()) {
            Meter meter = Meter.start(meters(each.getKey()), run("run"));
            meter.uses("cuda");
            Thread.sleep(2000);
            List<Compute> all = meter.end();
            Compute compute = all.get(all.size() - 1);
            assertThat(compute.joules()).isEmpty();
            assertThat(compute.unmeasured()).containsEntry(Compute.DEVICE, each.getValue());
            assertThat(compute.deviceSeconds()).isPositive();
        }
        Meter meter = Meter.start(meters(), run("absent"));
        meter.uses("cuda");
        assertThat(meter.end().get(0).unmeasured().get(Compute.DEVICE))
                .startsWith("nvidia-smi cannot be started: ");
    }

    private String program(String script) throws IOException {
        Path file = Files.createTempFile(temporary, "nvidia-smi-", "");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }
}
