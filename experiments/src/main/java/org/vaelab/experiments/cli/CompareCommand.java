// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

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
        ComparisonSpec spec =
                new SpecReader(session.context())
                        .read(config, settings, Optional.ofNullable(budget));
        Path folder = out == null ? Path.of("runs", spec.folderName()) : out;
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
        ComparisonPlan plan =
                plans.agree(Plans.of(spec, run -> data.get(run).dataset().checksum()));
        if (!dryRun) {
            plans.write(plan);
        }
        ChangeLines.of(spec).forEach(session.console().err()::println);
        warnings.forEach(warning -> session.console().err().println("warning: " + warning));
        if (dryRun) {
            show(spec, folder, session.console());
            return ExitCode.DONE;
        }
        return session.actions()
                .compare(
                        session,
                        new PreparedComparison(spec, new ComparisonFolder(folder), data),
                        jobs);
    }

    private static UsageException refusal(List<Warning> warnings) {
        String refused = "--strict refuses what is doubtful; nothing was written\n";
        return new UsageException(
                warnings.stream()
                        .map(Warning::toString)
                        .collect(Collectors.joining("\n", refused, "")));
    }

    private static void show(ComparisonSpec spec, Path folder, Console console) {
        List<List<String>> rows = new ArrayList<>();
        for (PlannedRun run : Plans.of(spec).runs()) {
            rows.add(List.of(run.model(), run.variant(), "" + run.seed(), run.folderName()));
        }
        TextTable.print(console.out(), List.of("model", "variant", "seed", "folder"), rows);
        console.out().println(rows.size() + " runs, to be written to " + folder.resolve("runs"));
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
