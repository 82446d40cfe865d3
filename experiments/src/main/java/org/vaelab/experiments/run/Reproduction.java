// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.vaelab.experiments.plan.ConfigDifference;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** Trains a run again from its record, in a temporary folder. */
public record Reproduction(SpecContext context, RunExecutor executor) {

    /**
     * Returns the run of a record, to be trained again.
     *
     * @throws ChangedDataException if the data are not those of the record
     */
    public Job job(RunFolder folder) throws IOException {
        RunRecord record = folder.readResult();
        UsedPlugins.require(record, context.plugins().jars(), folder.path().toString());
        JsonNode config = record.provenance().config();
        RunSpec spec = RunSpec.read(config, context);
        executor.requireDataOf(record, spec, folder.path().toString(), UsedData.PUT_BACK);
        return new Job(
                new PlannedRun(
                        record.model(),
                        record.variant(),
                        record.seed(),
                        record.provenance().configHash(),
                        config),
                spec);
    }

    /**
     * Trains again, and returns the differences of the two records, one line per value. Times,
     * dates and the command that reproduces a failure are not compared.
     *
     * @return no lines if they are equal, or if the work was interrupted
     */
    public List<ConfigDifference> differences(
            RunFolder folder, Job job, RunListener listener, BooleanSupplier interrupted)
            throws IOException {
        RunRecord record = folder.readResult();
        Path again = Files.createTempDirectory("vaelab-reproduce-");
        try {
            Optional<RunRecord> renewed =
                    executor.execute(job, new RunFolder(again), listener, interrupted);
            return renewed.map(r -> ConfigDifference.between(comparable(record), comparable(r)))
                    .orElse(List.of());
        } finally {
            delete(again);
        }
    }

    private static JsonNode comparable(RunRecord record) {
        JsonNode tree = RecordMapper.tree(record.withoutVolatile());
        if (tree.path("failure") instanceof ObjectNode failure) {
            failure.remove("reproduce");
        }
        return tree;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
