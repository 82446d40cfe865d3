// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.audit.Audit;
import org.vaelab.experiments.audit.AuditedPlan;
import org.vaelab.experiments.audit.Warning;
import org.vaelab.experiments.plan.PlanFolder;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.experiments.plan.Preflight;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.SpecReader;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab compare}. */
@Command(
        name = "compare",
        description = "Train and evaluate the models of a config; write a report.")
final class CompareCommand extends SessionCommand {

    @Parameters(paramLabel = "CONFIG", description = "A config file, in YAML.")
    Path config = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Where records and report go; default runs/<name>, with a budget"
                            + " runs/<name>-<budget>.")
    @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a value of the config; may be given several times.")
    List<String> settings = new ArrayList<>();

    @Option(
            names = "--budget",
            paramLabel = "NAME",
            description = "Scale the config to one of its budgets, such as small.")
    @Nullable String budget;

    @Option(names = "--jobs", paramLabel = "N", description = "How many runs at once; default 1.")
    int jobs = 1;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description =
                    "Carry out the I-th of N parts of the plan; several processes may share a folder.")
    @Nullable String shard;

    @Option(names = "--dry-run", description = "Check everything and show the plan; write nothing.")
    boolean dryRun;

    @Option(
            names = "--strict",
            description = "Refuse what would otherwise be warned of: exit code 2, nothing written.")
    boolean strict;

    @Override
    int run(Session session) throws IOException {
        if (jobs < 1) {
            throw new UsageException("--jobs must be at least 1, is " + jobs);
        }
        Shard part = part();
        ComparisonSpec spec =
                new SpecReader(session.context())
                        .read(config, settings, Optional.ofNullable(budget));
        Path folder = out == null ? Path.of("runs", spec.folderName()) : out;
        OutFile.requireFolder(folder);
        PlanFolder plans = new PlanFolder(folder);
        plans.requireUsable();
        plans.agree(Plans.of(spec));
        DataCache data = new DataCache(progress(session.console()));
        AuditedPlan audited =
                new Preflight(session.context().plugins(), session.backends(), data::get)
                        .check(spec);
        List<Warning> warnings = Audit.of(audited);
        if (strict && !warnings.isEmpty()) {
            throw refusal(warnings);
        }
        ComparisonPlan plan = Plans.of(spec, run -> data.get(run).dataset().checksum());
        plans.agree(plan);
        if (dryRun) {
            announce(spec, warnings, session.console());
            show(spec, part, folder, session.console());
            return ExitCode.DONE;
        }
        plans.create();
        ComparisonFolder files = new ComparisonFolder(folder);
        try (ComparisonLock lock = ComparisonLock.open(files)) {
            PreparedComparison prepared = new PreparedComparison(spec, part, files, lock, data);
            lock.claim(prepared.jobs().stream().map(ComparisonRunner.Job::planned).toList());
            write(plans, plan, lock);
            announce(spec, warnings, session.console());
            return session.actions().compare(session, prepared, jobs);
        }
    }

    private Shard part() {
        try {
            return shard == null ? Shard.WHOLE : Shard.parse(shard);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--shard " + shard + ": " + e.getMessage(), e);
        }
    }

    /** Another process may have added runs of its own to the plan since it was read. */
    private static void write(PlanFolder plans, ComparisonPlan wanted, ComparisonLock lock)
            throws IOException {
        try (Closeable writing = lock.writingPlan()) {
            plans.write(plans.agree(wanted));
        }
    }

    private static void announce(ComparisonSpec spec, List<Warning> warnings, Console console) {
        ChangeLines.of(spec).forEach(console.err()::println);
        warnings.forEach(warning -> console.err().println("warning: " + warning));
    }

    private static UsageException refusal(List<Warning> warnings) {
        String refused = "--strict refuses what is doubtful; nothing was written\n";
        return new UsageException(
                warnings.stream()
                        .map(Warning::toString)
                        .collect(Collectors.joining("\n", refused, "")));
    }

    private static void show(ComparisonSpec spec, Shard part, Path folder, Console console) {
        List<List<String>> rows = new ArrayList<>();
        for (ComparisonRunner.Job job : PreparedComparison.jobs(spec, part)) {
            PlannedRun run = job.planned();
            rows.add(List.of(run.model(), run.variant(), "" + run.seed(), run.folderName()));
        }
        TextTable.print(console.out(), List.of("model", "variant", "seed", "folder"), rows);
        String of = part.isWhole() ? "" : " of " + spec.runs().size() + ", shard " + part;
        console.out()
                .println(
                        rows.size()
                                + " runs"
                                + of
                                + ", to be written to "
                                + folder.resolve("runs"));
    }

    /** Tells of a download, each tenth of it. */
    private static DataSource.Progress progress(Console console) {
        long[] told = {-1};
        return (what, done, total) -> {
            long tenth = total > 0 ? 10 * done / total : done >> 23;
            if (tenth != told[0]) {
                told[0] = tenth;
                String share = total > 0 ? 10 * tenth + " %" : (done >> 20) + " MiB";
                console.err().println("downloading " + what + ": " + share);
            }
        };
    }
}
