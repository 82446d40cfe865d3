// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.lang.reflect.RecordComponent;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.framework.settings.InSteps;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.training.TrainingSettings;

/**
 * Replaces passes over the training data, such as {@code 20 epochs}, by numbers of steps. N
 * examples in batches of B are {@code floor(N / B)} steps an epoch.
 */
final class Epochs {

    private static final Pattern EPOCHS =
            Pattern.compile("(\\d{1,9}(?:\\.\\d+)?) *epochs|(1) *epoch");
    private static final String BATCH = "batch";

    private final LongSupplier examples;
    private final Problems problems = new Problems();

    private Epochs(LongSupplier examples) {
        this.examples = examples;
    }

    /**
     * Returns the section {@code training} with numbers of steps alone.
     *
     * @param examples the number of training examples, which is asked for if the section has epochs
     * @throws SpecException if a text is not a number of epochs
     */
    static Mapping inSteps(Mapping training, LongSupplier examples) {
        Epochs epochs = new Epochs(examples);
        long batch =
                training.get(BATCH)
                        .map(ConfigNode::json)
                        .filter(JsonNode::isInt)
                        .map(JsonNode::longValue)
                        .orElseGet(
                                () -> (long) StrictMapper.defaults(TrainingSettings.class).batch());
        Mapping replaced = epochs.replaced(training, TrainingSettings.class, Math.max(1, batch));
        epochs.problems.throwIfAny();
        return replaced;
    }

    private Mapping replaced(Mapping section, Class<?> settings, long batch) {
        Mapping result = section;
        for (RecordComponent component : settings.getRecordComponents()) {
            Member member = section.members().get(component.getName());
            if (member == null) {
                continue;
            }
            ConfigNode value = member.value();
            if (value instanceof Mapping inner && component.getType().isRecord()) {
                value = replaced(inner, component.getType(), batch);
            } else if (value instanceof Scalar scalar
                    && scalar.json().isTextual()
                    && component.isAnnotationPresent(InSteps.class)) {
                value = steps(scalar, batch);
            }
            result = result.with(component.getName(), new Member(member.key(), value));
        }
        return result;
    }

    private Scalar steps(Scalar written, long batch) {
        Matcher epochs = EPOCHS.matcher(written.json().asText().strip());
        if (!epochs.matches()) {
            problems.add(
                    written.place(),
                    "is "
                            + written.written()
                            + ", expected a number of steps, or of epochs such as 20 epochs");
            return written;
        }
        String number = epochs.group(1) == null ? epochs.group(2) : epochs.group(1);
        long ofEpoch = Math.max(1, examples.getAsLong() / batch);
        long steps = Math.round(Double.parseDouble(number) * ofEpoch);
        return new Scalar(written.place(), LongNode.valueOf(steps), written.written());
    }
}
