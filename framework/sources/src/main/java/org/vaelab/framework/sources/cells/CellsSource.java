// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.SparseRows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.sources.SourceName;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Cells with a number for each gene, in files of AnnData, Cell Ranger or loom. Rows stay sparse in
 * memory ({@link SparseRows}) and become dense in minibatches. Whole numbers that are not negative
 * are counts, others are real.
 */
@Part(
        value = "anndata",
        description =
                "cells by genes: AnnData (.h5ad), 10x (.h5, or a folder with matrix.mtx), loom")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CellsSource(
        @Setting(
                        "file of all cells, or of the training cells: .h5ad, .h5, .loom, .mtx or its folder")
                Path path,
        @Setting("file of the test cells; absent: some cells of path are held out")
                @Nullable Path test,
        @Setting(
                        "fraction of the cells of path held out for the test, between 0 and 1;"
                                + " default 0.2, unless test is set")
                @Nullable Double testFraction,
        @Setting("which numbers: X, raw, or the name of a layer, such as counts; default X")
                @Nullable String layer,
        @Setting(
                        "which rows of a matrix of Cell Ranger: genes, those of the type Gene Expression, or all, such as Antibody Capture; default genes")
                @Nullable Features features,
        @Setting("names of the genes, in order; default those that minCells and top leave")
                @Nullable List<String> genes,
        @Setting("the least number of training cells in which a gene is not 0; default 1")
                @Nullable Integer minCells,
        @Setting(
                        "how many genes, those with the largest variance of log(1 + 10000 x / sum of the cell)"
                                + " over training cells; default all")
                @Nullable Integer top,
        @Setting("columns of obs that are labels, such as [cell_type, batch]; default none")
                @Nullable List<String> labels,
        @Setting("seed of the choice of test cells; default 0") @Nullable Long seed,
        @Setting("name in tables; default the name of the file") @Nullable String name)
        implements DataSource {

    /**
     * Checks the settings.
     *
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public CellsSource {
        HeldOut.requireValid("anndata", test, testFraction);
        genes = genes == null ? null : List.copyOf(genes);
        labels = labels == null ? null : List.copyOf(labels);
        if (genes != null && Set.copyOf(genes).size() < genes.size()) {
            throw new SettingException("genes", "names a gene twice: " + genes);
        }
        if (genes != null && (minCells != null || top != null)) {
            throw SettingException.together(
                    "genes", "genes names them: leave out minCells and top");
        }
        if (minCells != null && minCells < 0) {
            throw new SettingException("minCells", "must be at least 0, is " + minCells);
        }
        if (top != null && top < 1) {
            throw new SettingException("top", "must be at least 1, is " + top);
        }
    }

    private Cells open(Path file) {
        return Cells.open(
                file, layer == null ? "X" : layer, features == null ? Features.GENES : features);
    }

    @Override
    public String defaultLikelihood() {
        return ValueDomain.COUNTS.likelihood();
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        try (Cells all = open(path);
                Cells tested = test == null ? all : open(test)) {
            HeldOut parts =
                    test == null
                            ? HeldOut.of(path.toString(), all.names().size(), testFraction, seed)
                            : HeldOut.choose(all.names().size(), 0, 0);
            boolean[] isTraining = new boolean[all.names().size()];
            Arrays.stream(parts.train()).forEach(i -> isTraining[i] = true);
            int[] chosen =
                    new GeneChoice(genes, minCells == null ? 1 : minCells, top).of(all, isTraining);
            List<String> names = Arrays.stream(chosen).mapToObj(all.genes()::get).toList();
            Read train = read(all, chosen);
            Read held = test == null ? train : read(tested, GeneChoice.places(names, tested));
            List<String> remarks = new ArrayList<>(all.remarks());
            remarkEmpty(path, train.rows(), remarks);
            if (test != null) {
                remarkEmpty(test, held.rows(), remarks);
            }
            ValueDomain domain =
                    train.areCounts() && held.areCounts() ? ValueDomain.COUNTS : ValueDomain.REAL;
            Labelled labelled = labelled(all, tested);
            Examples training = labelled.apply(train, domain, all);
            remarks.add(
                    String.format(
                            Locale.ROOT,
                            "%d of %d genes; %.1f %% of the numbers of these are not 0.",
                            names.size(),
                            all.genes().size(),
                            100.0
                                    * train.rows().entries()
                                    / ((double) names.size() * train.rows().size())));
            if (domain == ValueDomain.REAL) {
                remarks.add("The numbers are no counts; set layer, if another one has the counts.");
            }
            Column.Kind kind = domain == ValueDomain.COUNTS ? Column.Kind.COUNT : Column.Kind.REAL;
            List<Column> columns =
                    names.stream().map(gene -> new Column(gene, kind, List.of())).toList();
            return Dataset.of(
                    SourceName.of(name, path, "anndata"),
                    DataShape.flat(names.size()),
                    test == null ? training.select(parts.train()) : training,
                    test == null
                            ? training.select(parts.test())
                            : labelled.apply(held, domain, tested),
                    path + (test == null ? ", " + parts : ", " + test),
                    DataFacts.of(Form.table(columns), false).with(remarks),
                    progress);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    /**
     * Tells of cells in which all genes are 0.
     *
     * @throws DataException if no cell has another number
     */
    private static void remarkEmpty(Path file, SparseRows rows, List<String> remarks) {
        long empty = rows.empty();
        if (empty == rows.size()) {
            throw DataException.of(
                    "%s: all numbers of all %s cells are 0, in the genes that are read\nset layer or genes, or see whether"
                            + " the file is the one meant",
                    file, empty);
        }
        if (empty > 0) {
            remarks.add(
                    "%s of %s cells of %s are 0 in all genes that are read: droplets without a cell, or a wrong"
                                    .formatted(empty, rows.size(), file)
                            + " choice of genes; remove such cells before.");
        }
    }

    /** The rows of a file. */
    private record Read(SparseRows rows, boolean areCounts) {}

    /** Reads chosen genes of all cells. */
    private static Read read(Cells cells, int[] chosen) throws IOException {
        int[] placeOf = new int[cells.genes().size()];
        Arrays.fill(placeOf, -1);
        for (int i = 0; i < chosen.length; i++) {
            placeOf[chosen[i]] = i;
        }
        boolean[] areCounts = {true};
        try (SparseRows.Builder builder =
                new SparseRows.Builder(cells.names().size(), chosen.length)) {
            cells.matrix()
                    .forEach(
                            (genes, values, count) -> {
                                for (int i = 0; i < count; i++) {
                                    float value = values[i];
                                    if (!Float.isFinite(value)) {
                                        throw DataException.of(
                                                "%s: gene '%s' of a cell is %s, expected a number",
                                                cells.path(), cells.genes().get(genes[i]), value);
                                    }
                                    if (placeOf[genes[i]] >= 0 && value != 0) {
                                        builder.add(placeOf[genes[i]], value);
                                        areCounts[0] &= value > 0 && value == Math.rint(value);
                                    }
                                }
                                builder.endRow();
                            });
            return new Read(builder.rows(), areCounts[0]);
        }
    }

    /** The classes of the labels. */
    private record Labelled(List<String> columns, List<List<String>> classes) {

        Examples apply(Read read, ValueDomain domain, Cells cells) {
            Examples examples =
                    Examples.of(read.rows(), domain).from(Origin.named("cell", cells.names()::get));
            List<Labels.Column> all = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                all.add(
                        Labels.Column.named(
                                columns.get(i),
                                classes.get(i),
                                texts(cells, columns.get(i)),
                                unknown -> {}));
            }
            return all.isEmpty() ? examples : examples.withLabels(Labels.of(all));
        }
    }

    private static List<String> texts(Cells cells, String column) {
        Supplier<List<String>> found = cells.labels().get(column);
        if (found == null) {
            throw DataException.of(
                    "labels: obs has no column '%s'\n    %s",
                    column, Spelling.hint(column, List.copyOf(cells.labels().keySet())));
        }
        return found.get();
    }

    /** Classes are the texts of all cells, sorted. */
    private Labelled labelled(Cells train, Cells tested) {
        List<List<String>> classes = new ArrayList<>();
        for (String column : labelNames()) {
            TreeSet<String> all = new TreeSet<>(texts(train, column));
            all.addAll(texts(tested, column));
            all.remove("");
            classes.add(List.copyOf(all));
        }
        return new Labelled(labelNames(), classes);
    }

    private List<String> labelNames() {
        return labels == null ? List.of() : labels;
    }

    @Override
    public List<Path> readFiles() {
        return Stream.of(path, test)
                .filter(Objects::nonNull)
                .flatMap(file -> Cells.files(file).stream())
                .toList();
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new NewCells(this));
    }

    /** Reads new cells; their genes are found by name. */
    private record NewCells(CellsSource settings) implements ExampleReader {

        @Override
        public boolean accepts(Path file) {
            return Cells.accepts(file);
        }

        @Override
        public Found read(Path file, DataSummary trained) {
            try (Cells cells = settings.open(file)) {
                List<String> names = trained.form().columnNames();
                Read read = CellsSource.read(cells, GeneChoice.places(names, cells));
                List<String> known = new ArrayList<>();
                List<List<String>> classes = new ArrayList<>();
                for (DataSummary.LabelColumn label : trained.labels()) {
                    if (cells.labels().containsKey(label.name())) {
                        known.add(label.name());
                        classes.add(label.valueNames());
                    }
                }
                Examples examples =
                        new Labelled(known, classes).apply(read, trained.domain(), cells);
                DataFacts.of(trained.form(), false).check(examples);
                return new Found(examples, cells.remarks());
            } catch (IOException e) {
                throw UnreadableFile.because(file, e);
            }
        }
    }
}
