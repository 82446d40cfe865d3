// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
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
        for (RunRecord record : comparison.ended()) {
            Provenance of = record.provenance();
            checksums
                    .computeIfAbsent(text(of), t -> new LinkedHashSet<>())
                    .add(of.data().checksum());
        }
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        ModelClauses.groups(models, this::data)
                .forEach((data, subject) -> sentences.add(sentence(data, subject)));
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

    private static String sentence(String data, Subject subject) {
        if (subject.isAll()) {
            return "The data set " + data + ".";
        }
        String uses = subject.text() + subject.verb(" uses", " use");
        return uses + " the data set " + data.replaceFirst(" has ", ", which has ") + ".";
    }

    private interface Remark {
        Optional<String> of(Provenance provenance);
    }

    private void remarks(List<String> sentences, Remark remark) {
        sentences.addAll(
                ModelClauses.remarks(models, model -> joined(model, of -> remark.of(of).stream())));
    }

    private static Optional<String> choice(Provenance provenance, String name) {
        return Optional.ofNullable(provenance.choices().get(name)).map(Escape::latex);
    }

    /** Returns the data of a model; its runs may differ in their splits. */
    private Optional<String> data(ComparedModel model) {
        return joined(model, of -> Stream.of(distinguished(of)));
    }

    private static Optional<String> joined(
            ComparedModel model, Function<Provenance, Stream<String>> of) {
        List<String> texts =
                model.ended().stream()
                        .flatMap(record -> of.apply(record.provenance()))
                        .distinct()
                        .toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(ListText.of(texts));
    }

    /** Adds the checksum where two data sets have the same name and size. */
    private String distinguished(Provenance provenance) {
        String checksum = provenance.data().checksum();
        boolean unique = checksums.getOrDefault(text(provenance), Set.of()).size() < 2;
        String first = checksum.substring(0, Math.min(SHORT, checksum.length()));
        return text(provenance) + (unique ? "" : " (checksum " + first + ")");
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
