// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Parameters of a trained model that another model starts from: the best by validation under early
 * stopping, else the last. Estimators, regularisers and optimisers start anew.
 *
 * @param checkpoint of the trained model
 * @param part the part of the other model that is initialised
 */
@Internal
public record WarmStart(Checkpoint checkpoint, ModelPart part) {

    /**
     * Returns why a model cannot start so: parameters that the checkpoint lacks or has in another
     * shape, and for all parameters those that the model lacks.
     *
     * @return one line for each reason; empty if the model fits
     */
    public List<String> obstacles(LatentVariableModel model) {
        return obstacles(part, model);
    }

    private List<String> obstacles(ModelPart of, LatentVariableModel model) {
        Map<String, Shape> found = shapes();
        List<Parameter> wanted = of.of(model);
        List<String> obstacles = new ArrayList<>();
        if (wanted.isEmpty()) {
            obstacles.add("its " + of.configName() + " has no parameters");
        }
        Set<String> unused = new TreeSet<>(found.keySet());
        for (Parameter parameter : wanted) {
            Shape shape = found.get(parameter.name());
            unused.remove(parameter.name());
            if (shape == null) {
                obstacles.add(parameter.name() + " is missing");
            } else if (!shape.equals(parameter.value().shape())) {
                obstacles.add(
                        "%s has shape %s, here %s"
                                .formatted(parameter.name(), shape, parameter.value().shape()));
            }
        }
        if (of == ModelPart.ALL) {
            unused.forEach(name -> obstacles.add(name + " has no place here"));
        }
        return obstacles;
    }

    /** Returns the other parts that would fit the model. */
    public List<ModelPart> fitting(LatentVariableModel model) {
        return Arrays.stream(ModelPart.values())
                .filter(other -> other != part && obstacles(other, model).isEmpty())
                .toList();
    }

    /**
     * Overwrites the part of a model.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    public void initialise(LatentVariableModel model) {
        List<String> obstacles = obstacles(model);
        if (!obstacles.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", obstacles));
        }
        ParameterArrays.restore(part.of(model), checkpoint.prefixOfModel(), checkpoint.arrays());
    }

    private Map<String, Shape> shapes() {
        String prefix = checkpoint.prefixOfModel() + ".";
        return checkpoint.arrays().entrySet().stream()
                .filter(array -> array.getKey().startsWith(prefix))
                .collect(
                        Collectors.toMap(
                                array -> array.getKey().substring(prefix.length()),
                                array -> Shape.of(array.getValue().shape()),
                                (one, other) -> one,
                                TreeMap::new));
    }
}
