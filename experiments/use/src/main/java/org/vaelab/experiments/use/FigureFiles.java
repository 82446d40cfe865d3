// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form.Display;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.record.FigureNotes;
import org.vaelab.framework.record.FigureNotes.TraversedUnit;
import org.vaelab.framework.record.ImportancePoint;
import org.vaelab.framework.record.RunFolder;

/**
 * The files of a run that only figures use: latent codes, the estimates of log p(x) by number of
 * draws, and traversals. {@code figures.json} describes them, and has the reason for each that is
 * left out. A failure leaves a file out, and never fails the run.
 */
@Internal
public final class FigureFiles {

    /** The number of test examples whose codes are written. */
    static final int EXAMPLES = 1000;

    /** The most columns of codes, which keeps the file below some megabytes. */
    static final int COLUMNS = 512;

    private static final int TRAVERSED_UNITS = 10;
    private static final int STEPS = 11;
    private static final String FAILED = "failed: ";
    private static final Logger LOG = LoggerFactory.getLogger(FigureFiles.class);

    private final LatentVariableModel model;
    private final PreparedData data;
    private final RunFolder folder;
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private List<CodePart> codes = List.of();
    private List<TraversedUnit> traversed = List.of();

    private FigureFiles(LatentVariableModel model, PreparedData data, RunFolder folder) {
        this.model = model;
        this.data = data;
        this.folder = folder;
    }

    /**
     * Writes the files.
     *
     * @param others the reason for each other file that was left out
     */
    public static void write(
            LatentVariableModel model,
            PreparedData data,
            List<ImportancePoint> importance,
            Map<String, String> others,
            RunFolder folder) {
        FigureFiles files = new FigureFiles(model, data, folder);
        files.leftOut.putAll(others);
        files.attempt(folder.importance().path(), () -> folder.importance().write(importance));
        files.attempt(folder.codes(), files::writeCodes);
        files.attempt(folder.traversalSheet(), files::writeTraversal);
        files.attempt(folder.figures().path(), files::writeNotes);
    }

    /** Writes part of the files. */
    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    private void attempt(Path file, Writing writing) {
        try {
            writing.write();
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("{} is left out", file, e);
            leftOut.put(name(file), FAILED + e);
            delete(file);
        }
    }

    private String name(Path file) {
        return folder.path().relativize(file).toString().replace('\\', '/');
    }

    /** An older file would not be of this run's numbers. */
    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted", file, e);
        }
    }

    private void writeCodes() throws IOException {
        Files.deleteIfExists(folder.codes());
        Examples test = data.test();
        CodeTable all = CodeTable.of(model);
        CodeTable table = all.fitting(COLUMNS);
        all.columns()
                .forEach(
                        (variable, columns) -> {
                            if (!table.columns().containsKey(variable)) {
                                leftOut.put(
                                        "codes.csv " + variable,
                                        "it has %s columns, and there is room for %s"
                                                .formatted(columns.names().size(), COLUMNS));
                            }
                        });
        if (test.size() == 0 || table.columns().isEmpty()) {
            return;
        }
        Examples first = test.first(Math.min(EXAMPLES, test.size()));
        table.write(
                first,
                CodeTable.Content.LOCATION,
                RandomKey.of(0),
                EvaluationProgress.SILENT,
                folder.codes());
        folder.readCodes();
        codes = table.parts();
    }

    private void writeTraversal() throws IOException {
        Path file = folder.traversalSheet();
        Files.deleteIfExists(file);
        if (data.test().size() == 0 || ExampleValues.of(data).display() != Display.IMAGES) {
            leftOut.put(name(file), "the test data are no images");
            return;
        }
        Optional<LatentVariable> without =
                model.generative().latents().stream()
                        .filter(latent -> latent.space().walks().isEmpty())
                        .findFirst();
        if (without.isPresent()) {
            leftOut.put(
                    name(file), "there are no traversals of the space " + without.get().space());
            return;
        }
        traversed =
                new LatentWalks(model, data, data::test, OutputValues.PREDICTED)
                                .traverse(
                                        data.test().first(1),
                                        LatentWalks.UnitChoice.mostActive(TRAVERSED_UNITS, STEPS),
                                        file)
                                .stream()
                                .map(unit -> new TraversedUnit(unit.name(), unit.kl()))
                                .toList();
    }

    private void writeNotes() throws IOException {
        folder.figures()
                .write(
                        new FigureNotes(
                                FigureNotes.SCHEMA,
                                codes.isEmpty() ? List.of() : CodeTable.labels(data.test()),
                                codes,
                                traversed,
                                leftOut));
    }
}
