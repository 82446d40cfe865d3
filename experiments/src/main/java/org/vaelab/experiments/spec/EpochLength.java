// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.settings.OtherNames;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.training.TrainingSettings;

/**
 * The number of steps in a pass over the training data.
 *
 * @param examples N, the number of training examples
 * @param batch examples in a step
 */
record EpochLength(long examples, long batch) {

    private static final String BATCH = "batch";

    /**
     * Returns the length for a model, or for the shared sections; empty if it is unknown before the
     * data are loaded. The batch size may have another name there.
     */
    static Optional<EpochLength> of(SpecContext context, Path folder, Mapping model) {
        try {
            Binder binder = new Binder(folder, KeyGuide.toOneSection());
            OptionalLong examples =
                    new DataReader(context, binder)
                            .read(model.get(ModelReader.DATA).orElse(model).asMapping())
                            .trainingExamples();
            long batch = batch(model).orElse(StrictMapper.defaults(TrainingSettings.class).batch());
            return examples.isEmpty() || batch < 1
                    ? Optional.empty()
                    : Optional.of(new EpochLength(examples.getAsLong(), batch));
        } catch (SpecException | DataException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong batch(Mapping model) {
        List<Mapping> places = new ArrayList<>();
        model.get(ModelReader.TRAINING)
                .filter(Mapping.class::isInstance)
                .ifPresent(section -> places.add((Mapping) section));
        places.add(model);
        RecordComponent batch =
                Arrays.stream(TrainingSettings.class.getRecordComponents())
                        .filter(component -> component.getName().equals(BATCH))
                        .findFirst()
                        .orElseThrow();
        for (Mapping place : places) {
            for (Map.Entry<String, Member> each : place.members().entrySet()) {
                JsonNode value = each.getValue().value().json();
                if (value.isInt() && OtherNames.counted(batch, each.getKey()).isPresent()) {
                    return OptionalLong.of(value.intValue());
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Returns {@code ceil(N / batch)}, as data loaders do that keep the last, smaller batch. */
    long steps() {
        return (examples + batch - 1) / batch;
    }

    /** Explains how many steps a number of epochs is. */
    static String explain(Optional<EpochLength> length, ConfigNode epochs) {
        if (length.isEmpty()) {
            return "an epoch of N training examples has ceil(N / batch) steps";
        }
        EpochLength known = length.get();
        String epoch =
                "ceil("
                        + known.examples()
                        + " / "
                        + known.batch()
                        + ") = "
                        + known.steps()
                        + " steps";
        if (!epochs.json().canConvertToInt() || !epochs.json().isIntegralNumber()) {
            return "an epoch has " + epoch;
        }
        long steps = epochs.json().longValue() * known.steps();
        return epochs.written() + " epochs of " + epoch + " are steps: " + steps;
    }
}
