// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VaeLabModule;

/**
 * Fails where a part that a module announces has no contract. Contracts are found on the class path:
 * the concrete subclasses of {@link PosteriorContract}, {@link PriorContract}, {@link
 * LikelihoodContract}, {@link EstimatorContract}, {@link GenerativeEstimatorContract}, {@link
 * InferenceContract}, {@link VariantContract}, {@link MetricContract} and {@link DataSourceContract}
 * in the package of the sweep and those below it that have a constructor without
 * arguments.
 *
 * <pre>{@code
 * final class SweepTest extends PartSweep {
 *     SweepTest() {
 *         super(LaplaceModule.class);
 *     }
 * }
 * }</pre>
 */
public abstract class PartSweep {

    private final Class<? extends VaeLabModule> module;

    /**
     * Creates the sweep.
     *
     * @param module whose parts have contracts beside or below this class; it has a constructor
     *     without arguments, as every module that is found by {@link java.util.ServiceLoader}
     */
    protected PartSweep(Class<? extends VaeLabModule> module) {
        this.module = module;
    }

    /** Every part of the module has a contract, and there are parts. */
    @Test
    final void everyPartHasAContract() {
        Map<PartContract.Kind, Set<String>> covered = new EnumMap<>(PartContract.Kind.class);
        List<Class<?>> contracts = contracts();
        for (Class<?> type : contracts) {
            PartContract contract = (PartContract) ReflectionSupport.newInstance(type);
            covered.computeIfAbsent(contract.kind(), kind -> new TreeSet<>())
                    .addAll(contract.parts());
        }
        assertThat(contracts).as("contracts in package " + packageName()).isNotEmpty();
        Map<PartContract.Kind, Map<String, ?>> parts = parts();
        assertThat(parts.values().stream().mapToInt(Map::size).sum())
                .as("parts that " + module.getName() + " announces")
                .isPositive();
        List<String> missing = new ArrayList<>();
        parts.forEach(
                (kind, byName) ->
                        byName.forEach(
                                (name, maker) -> {
                                    if (!covered.getOrDefault(kind, Set.of()).contains(name)) {
                                        missing.add(complaint(kind, name, maker));
                                    }
                                }));
        assertThat(missing).as("parts without a contract").isEmpty();
    }

    private static String complaint(PartContract.Kind kind, String name, Object maker) {
        String point = kind.extensionPoint();
        return point
                + " '"
                + name
                + "' ("
                + maker.getClass().getName()
                + "): write a test class that extends "
                + point
                + "Contract";
    }

    /** Returns where contracts are looked for. */
    String packageName() {
        return getClass().getPackageName();
    }

    private List<Class<?>> contracts() {
        return ReflectionSupport.findAllClassesInPackage(
                packageName(),
                type ->
                        PartContract.class.isAssignableFrom(type)
                                && !Modifier.isAbstract(type.getModifiers())
                                && Stream.of(type.getDeclaredConstructors())
                                        .anyMatch(c -> c.getParameterCount() == 0),
                name -> true);
    }

    /** What the module announces, alone. */
    private Map<PartContract.Kind, Map<String, ?>> parts() {
        Plugins plugins = Plugins.of(List.of(ReflectionSupport.newInstance(module)));
        Map<PartContract.Kind, Map<String, ?>> parts = new EnumMap<>(PartContract.Kind.class);
        parts.put(PartContract.Kind.POSTERIOR, plugins.posteriors().parts());
        parts.put(PartContract.Kind.PRIOR, plugins.priors().parts());
        parts.put(PartContract.Kind.LIKELIHOOD, plugins.likelihoods().parts());
        parts.put(PartContract.Kind.ESTIMATOR, plugins.estimators().parts());
        parts.put(PartContract.Kind.INFERENCE, plugins.inferences().parts());
        parts.put(PartContract.Kind.VARIANT, plugins.variants().parts());
        parts.put(PartContract.Kind.METRIC, plugins.announcedMetrics().parts());
        parts.put(PartContract.Kind.DATA_SOURCE, plugins.data().parts());
        return parts;
    }
}
