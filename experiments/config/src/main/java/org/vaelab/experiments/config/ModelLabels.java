// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.settings.Setting;

/** Reads the key {@code label} of models: their names in tables and figures. */
final class ModelLabels {

    static final String KEY = "label";

    private static final Binder BINDER = new Binder(Path.of(""), UnknownKeys.toOneSection());

    /** The keys of the long form. */
    record LongForm(
            @Setting("the label without LaTeX; {key} is the value of a swept key") String text,
            @Setting("the label as LaTeX source, with the same keys") String latex) {}

    /** The keys of every model beside its sections, for documentation. */
    record Keys(
            @Setting(
                            "the model in tables and figures: a text with swept values as {key}, or"
                                    + " {text: ..., latex: ...}; absent: the name of the model")
                    @Nullable LongForm label) {}

    private ModelLabels() {}

    /**
     * Returns the labels of the models that have one, by model.
     *
     * @throws SpecException with the labels that cannot be read, and those that two models share
     */
    static Map<String, Label> read(Map<String, ModelGrid.Point> models) {
        Problems problems = new Problems();
        Map<String, Label> labels = new LinkedHashMap<>();
        models.forEach(
                (name, point) ->
                        point.model()
                                .get(KEY)
                                .flatMap(
                                        written ->
                                                problems.collect(
                                                        () -> label(written, point.swept())))
                                .ifPresent(label -> labels.put(name, label)));
        problems.throwIfAny();
        requireDistinct(models, labels, problems);
        problems.throwIfAny();
        return labels;
    }

    private static Label label(ConfigNode written, Map<String, String> swept) {
        LabelText labels = LabelText.at(swept);
        if (written instanceof Mapping section) {
            LongForm keys = BINDER.bind(section, LongForm.class);
            return checked(written.place(), () -> labels.of(keys.text(), keys.latex()));
        }
        if (!(written instanceof ConfigNode.Scalar scalar) || !scalar.json().isTextual()) {
            throw SpecException.at(
                    written.place(),
                    "is " + written.written() + ", expected a text or {text: ..., latex: ...}");
        }
        return checked(written.place(), () -> labels.of(scalar.json().asText()));
    }

    private static Label checked(Place place, Supplier<Label> label) {
        try {
            return label.get();
        } catch (IllegalArgumentException e) {
            throw SpecException.of(Problem.ofLines(place, String.valueOf(e.getMessage())));
        }
    }

    /** A model without a label is called by its name, which no label may repeat. */
    private static void requireDistinct(
            Map<String, ModelGrid.Point> models, Map<String, Label> labels, Problems problems) {
        Map<String, String> owners = new LinkedHashMap<>();
        models.forEach(
                (name, point) -> {
                    String shown =
                            Optional.ofNullable(labels.get(name)).map(Label::plain).orElse(name);
                    String earlier = owners.putIfAbsent(shown, name);
                    if (earlier != null) {
                        problems.add(duplicate(shown, earlier, models.get(earlier), point));
                    }
                });
    }

    private static Problem duplicate(
            String label, String earlier, ModelGrid.Point first, ModelGrid.Point second) {
        Place place = place(second);
        String message = "the label '" + label + "' is that of model '" + earlier + "' too";
        return place.equals(place(first)) && !second.swept().isEmpty()
                ? Problem.at(
                        place,
                        "all models of a sweep have the label '" + label + "'",
                        "put the value of a swept key into it: {"
                                + String.join("}, {", second.swept().keySet())
                                + "}")
                : Problem.at(place, message, "there: " + place(first));
    }

    private static Place place(ModelGrid.Point point) {
        return point.model().get(KEY).map(ConfigNode::place).orElse(point.key());
    }
}
