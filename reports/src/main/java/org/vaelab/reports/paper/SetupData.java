// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.DataName;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** The sentences on the data of the models. */
final class SetupData {

    /** The choices of a record that are clauses of their own. */
    private static final List<String> CLAUSES = List.of(Provenance.MISSING, Provenance.DROPPED);

    private static final int SHORT = 12;

    private final List<ComparedModel> models;
    private final Map<String, Set<String>> checksums = new LinkedHashMap<>();

    SetupData(Comparison comparison) {
        this.models = comparison.models();
        models.forEach(
                model ->
                        provenance(model)
                                .forEach(
                                        of ->
                                                checksums
                                                        .computeIfAbsent(
                                                                text(of),
                                                                t -> new LinkedHashSet<>())
                                                        .add(of.data().checksum())));
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        ModelClauses.groups(models, this::data)
                .forEach(
                        (data, subject) ->
                                sentences.add(
                                        subject.isAll()
                                                ? "The data set " + data + "."
                                                : subject.text()
                                                        + subject.verb(" uses", " use")
                                                        + " the data set "
                                                        + data.replaceFirst(" has ", ", which has ")
                                                        + "."));
        remarks(sentences, of -> binarisation(of.data().binarization()));
        for (String clause : CLAUSES) {
            remarks(sentences, of -> choice(of, clause));
        }
        remarks(
                sentences,
                of ->
                        choice(of, Provenance.LEFT_OUT)
                                .map(
                                        classes ->
                                                "training leaves out the examples of "
                                                        + classes
                                                        + ", and the test has them"));
        return sentences;
    }

    private interface Remark {
        Optional<String> of(Provenance provenance);
    }

    private void remarks(List<String> sentences, Remark remark) {
        sentences.addAll(
                ModelClauses.remarks(
                        models,
                        model ->
                                joined(
                                        provenance(model).stream()
                                                .flatMap(of -> remark.of(of).stream())
                                                .distinct()
                                                .toList())));
    }

    private static Optional<String> choice(Provenance provenance, String name) {
        return Optional.ofNullable(provenance.choices().get(name)).map(Escape::latex);
    }

    /** Returns the data of a model; its runs may differ in their splits. */
    private Optional<String> data(ComparedModel model) {
        return joined(provenance(model).stream().map(this::distinguished).distinct().toList());
    }

    private static Optional<String> joined(List<String> texts) {
        return texts.isEmpty() ? Optional.empty() : Optional.of(ListText.of(texts));
    }

    private static List<Provenance> provenance(ComparedModel model) {
        return model.ended().stream().map(record -> record.provenance()).toList();
    }

    /** Adds the checksum where two data sets have the same name and size. */
    private String distinguished(Provenance provenance) {
        String checksum = provenance.data().checksum();
        boolean unique = checksums.getOrDefault(text(provenance), Set.of()).size() < 2;
        return text(provenance)
                + (unique
                        ? ""
                        : " (checksum "
                                + checksum.substring(0, Math.min(SHORT, checksum.length()))
                                + ")");
    }

    private static String text(Provenance provenance) {
        Provenance.Data data = provenance.data();
        List<String> sizes = new ArrayList<>();
        sizes.add(NumberText.grouped(data.train()) + " training");
        if (data.validation() > 0) {
            sizes.add(NumberText.grouped(data.validation()) + " validation");
        }
        sizes.add(NumberText.grouped(data.test()) + " test");
        return Escape.latex(DataName.of(provenance))
                + " has "
                + ListText.of(sizes)
                + " examples of shape "
                + data.shape().replace("x", "$\\times$");
    }

    private static Optional<String> binarisation(String how) {
        String argument = how.replaceAll("^[^(]*\\(?|\\)$", "");
        if (how.equals("none")) {
            return Optional.empty();
        }
        if (how.equals("dynamic")) {
            return Optional.of(
                    "training examples are binarised at random each time they are used; test"
                            + " examples are binarised once, in the same way for all models");
        }
        if (how.startsWith("static")) {
            return Optional.of("all examples are binarised once at random");
        }
        if (how.startsWith("threshold")) {
            return Optional.of("all examples are binarised at the threshold " + argument);
        }
        return Optional.of("the binarisation is " + Escape.latex(how));
    }
}
