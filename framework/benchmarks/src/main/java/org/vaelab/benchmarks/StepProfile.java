// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.TrainingListener;

/**
 * Shows where the time of a training step goes, by operation and shapes, on each backend in a
 * virtual machine of its own.
 *
 * <p>Options: {@code --backend}, {@code --family}, {@code --network}, each several with commas;
 * {@code --batch}, {@code --threads}, {@code --steps}, {@code --rows}.
 */
public final class StepProfile {

    private static final Set<String> OPTIONS =
            Set.of("backend", "family", "network", "batch", "threads", "steps", "rows", "child");

    private static final long WARM_UP = 2;

    private StepProfile() {}

    /** Prints a table for each backend, family and network. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = new Options(arguments, OPTIONS);
        if (options.has("child")) {
            profile(options);
            return;
        }
        for (String network : options.list("network", "400")) {
            for (String family : options.list("family", Family.GAUSSIAN.label())) {
                for (String backend : options.list("backend", "torch,nd4j")) {
                    List<String> child = new ArrayList<>(options.with("child", "true"));
                    child.add("--network=" + network);
                    child.add("--family=" + family);
                    child.add("--backend=" + backend);
                    ChildJvm.run(StepProfile.class, child, System.out::println);
                }
            }
        }
    }

    private static void profile(Options options) {
        String backend = options.text("backend", Backends.AUTO);
        Family family = Family.of(options.text("family", ""));
        ModelSize size = ModelSize.of(options.text("network", ""));
        int batch = options.count("batch", size.isConvolutional() ? 64 : 100);
        int threads = options.count("threads", 1);
        int steps = options.count("steps", size.isConvolutional() ? 40 : 400);
        double plain;
        try (Workload workload = new Workload(backend, threads, family, size, batch)) {
            workload.train(WARM_UP * steps, TrainingListener.SILENT);
            plain = Medians.of(workload.train(steps, TrainingListener.SILENT).stepMillis());
        }
        TimedBackend timed = TimedBackend.of(OpenBackend.named(backend, threads, size));
        TensorRuntime runtime = TensorRuntime.on(timed.proxy(), DType.FLOAT32);
        try (Workload workload = new Workload(runtime, family, size, batch)) {
            workload.train(WARM_UP * steps, TrainingListener.SILENT);
            workload.train(steps, new StepEnds(timed));
            System.out.printf(
                    Locale.ROOT,
                    "%n%s, %s %s, batch %d, %d thread(s), %d steps%n%s%n",
                    backend,
                    family.label(),
                    size.label(),
                    batch,
                    threads,
                    steps,
                    runtime.backendDescription());
            print(timed.tallies(), plain * 1e6, options.count("rows", 30));
        }
    }

    /** Tells the end of each step but the first, before which the optimiser's state was made. */
    private static final class StepEnds implements TrainingListener {

        private final TimedBackend timed;

        StepEnds(TimedBackend timed) {
            this.timed = timed;
        }

        @Override
        public void stepped(long step, long steps, long nanos) {
            if (step == 1) {
                timed.forget();
            } else {
                timed.endStep();
            }
        }
    }

    private static void print(
            Map<OperationKey, TimedBackend.Tally> tallies, double plainNanos, int rows) {
        List<Map.Entry<OperationKey, TimedBackend.Tally>> byTime =
                tallies.entrySet().stream()
                        .filter(entry -> entry.getValue().calls() > 0)
                        .sorted(Comparator.comparingDouble(entry -> -entry.getValue().nanos()))
                        .toList();
        double sum = byTime.stream().mapToDouble(entry -> entry.getValue().nanos()).sum();
        double calls = byTime.stream().mapToDouble(entry -> entry.getValue().calls()).sum();
        System.out.printf(
                Locale.ROOT,
                "a step takes %.0f us; its %.0f operations %.0f us, what is between them %.0f us%n",
                plainNanos / 1e3,
                calls,
                sum / 1e3,
                (plainNanos - sum) / 1e3);
        System.out.printf(
                Locale.ROOT, "%10s %7s %7s %9s  %s%n", "us/step", "share", "calls", "GFLOP/s", "");
        for (Map.Entry<OperationKey, TimedBackend.Tally> entry :
                byTime.subList(0, Math.min(rows, byTime.size()))) {
            TimedBackend.Tally tally = entry.getValue();
            double rate = tally.flops() * tally.calls() / tally.nanos();
            System.out.printf(
                    Locale.ROOT,
                    "%10.1f %6.1f%% %7.1f %9s  %s %s%n",
                    tally.nanos() / 1e3,
                    100 * tally.nanos() / sum,
                    tally.calls(),
                    tally.flops() == 0 ? "" : String.format(Locale.ROOT, "%.0f", rate),
                    entry.getKey().name(),
                    entry.getKey().text());
        }
    }
}
