// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** Trains a run again from its record, in a folder that is removed afterwards. */
public final class Reproduction {

    private final SpecContext context;
    private final RunExecutor executor;

    /** Creates reproductions. */
    public Reproduction(SpecContext context, RunExecutor executor) {
        this.context = context;
        this.executor = executor;
    }

    /**
     * Trains again, and returns where the two records differ, apart from times, dates and the
     * command that reproduces a failure: one line for each value.
     *
     * @return no lines if they are equal, or if the work was interrupted
     */
    public List<String> differences(RunFolder folder, BooleanSupplier interrupted)
            throws IOException {
        RunRecord record = folder.readResult();
        JsonNode config = record.provenance().config();
        RunSpec spec = RunSpec.read(config, context);
        PlannedRun run =
                new PlannedRun(
                        record.model(),
                        record.variant(),
                        record.seed(),
                        record.provenance().configHash(),
                        config);
        Path again = Files.createTempDirectory("vaelab-reproduce-");
        try {
            Optional<RunRecord> renewed =
                    executor.execute(
                            run, spec, new RunFolder(again), RunListener.SILENT, interrupted);
            List<String> lines = new ArrayList<>();
            renewed.ifPresent(r -> compare("", comparable(record), comparable(r), lines));
            return lines;
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

    private static void compare(String path, JsonNode then, JsonNode now, List<String> lines) {
        if (then.equals(now)) {
            return;
        }
        if (then.isObject() && now.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            then.fieldNames().forEachRemaining(names::add);
            now.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String key = path.isEmpty() ? name : path + "." + name;
                compare(key, then.path(name), now.path(name), lines);
            }
            return;
        }
        lines.add(path + ": was " + text(then) + ", is now " + text(now));
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
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
