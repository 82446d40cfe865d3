// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.plan.ConfigDifference;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.UsedData;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.TemporaryPath;

/**
 * Trains a run again from its record, in a temporary folder.
 *
 * @param place gives where a path of the record is now
 */
@Internal
public record Reproduction(Lab lab, UnaryOperator<String> place) {

    /**
     * Returns the config of a record, to be trained again.
     *
     * @throws org.vaelab.experiments.config.UserError if the data are not those of the record
     */
    public RunSpec spec(RunFolder folder) throws IOException {
        RunRecord record = lab.recordOf(folder);
        JsonNode config = record.provenance().config();
        RunSpec spec = RunSpec.read(ConfigPaths.replace(config, place), lab.specs());
        lab.dataOf(record, spec, folder.path().toString(), UsedData.PUT_BACK);
        return spec;
    }

    /**
     * Trains again, and returns the differences of the two records, one line per value. Times,
     * dates and the command that reproduces a failure are not compared.
     *
     * @return no lines if they are equal, or if the work was interrupted
     */
    public List<ConfigDifference> differences(RunFolder folder, RunSpec spec, Listener listener)
            throws IOException {
        RunRecord record = folder.readResult();
        try (TemporaryPath again = TemporaryPath.folder("reproduce-")) {
            Optional<RunRecord> renewed =
                    RunExecution.execute(
                            lab,
                            PlannedRun.of(record),
                            spec,
                            new RunFolder(again.path()),
                            listener);
            return renewed.map(r -> ConfigDifference.between(comparable(record), comparable(r)))
                    .orElse(List.of());
        }
    }

    private static JsonNode comparable(RunRecord record) {
        JsonNode tree = RecordMapper.tree(record.withoutVolatile());
        if (tree.path("failure") instanceof ObjectNode failure) {
            failure.remove("reproduce");
        }
        // Its checksum says which run it is, wherever it is.
        if (tree.at("/provenance/start") instanceof ObjectNode start) {
            start.remove("run");
        }
        return tree;
    }
}
