// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.ProvisionException;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.model.AnalyticKl;
import org.vaelab.framework.model.KlRegistry;

/**
 * All parts that can be found, by extension point and name.
 *
 * <p>Modules come from {@link ServiceLoader}; two parts of one kind with one name are an error that
 * names both modules.
 */
public final class Plugins {

    /** What a metric is called in messages. */
    static final String METRIC = "metric";

    private final Registry<Variant<?>> variants;
    private final Registry<PriorFactory<?>> priors;
    private final Registry<PosteriorFactory<?>> posteriors;
    private final Registry<LikelihoodFactory<?>> likelihoods;
    private final Registry<EstimatorFactory<?>> estimators;
    private final Registry<InferenceFactory<?>> inferences;
    private final Registry<DataSourceFactory<?>> data;
    private final Registry<Metric> announcedMetrics;
    private final Metrics metrics;
    private final KlRegistry divergences;
    private final PluginJars jars;

    private Plugins(Injector injector, Announcements claims, PluginJars jars) {
        this.jars = jars;
        this.variants = registry(injector, claims, "variant", new TypeLiteral<>() {});
        this.priors = registry(injector, claims, "prior", new TypeLiteral<>() {});
        this.posteriors = registry(injector, claims, "posterior", new TypeLiteral<>() {});
        this.likelihoods = registry(injector, claims, "likelihood", new TypeLiteral<>() {});
        this.estimators = registry(injector, claims, "estimator", new TypeLiteral<>() {});
        this.inferences = registry(injector, claims, "inference", new TypeLiteral<>() {});
        this.data = registry(injector, claims, "data source", new TypeLiteral<>() {});
        requireDistinctFactorNames();
        this.announcedMetrics = registry(injector, claims, METRIC, new TypeLiteral<>() {});
        Metrics all = Metrics.standard();
        for (Map.Entry<String, Metric> own : announcedMetrics.parts().entrySet()) {
            all = all.with(own.getKey(), own.getValue());
        }
        this.metrics =
                all.measuredWhereDefined(
                        injector.getInstance(
                                Key.get(new TypeLiteral<Set<String>>() {}, WhereDefined.class)));
        this.divergences =
                new KlRegistry(
                        injector.getInstance(Key.get(new TypeLiteral<Set<AnalyticKl<?, ?>>>() {})));
    }

    private void requireDistinctFactorNames() {
        new FactorNames(posteriors.parts());
    }

    /**
     * Finds the modules that a class loader sees, and installs them.
     *
     * @throws PluginException if one cannot be loaded, or two collide
     */
    public static Plugins load(ClassLoader loader) {
        return load(PluginJars.none(loader));
    }

    /**
     * Finds the modules of the framework and of the jars given, and installs them.
     *
     * @throws PluginException if one cannot be loaded, or two collide
     */
    public static Plugins load(PluginJars jars) {
        List<VaeLabModule> modules = new ArrayList<>();
        try {
            ServiceLoader.load(VaeLabModule.class, jars.parent()).forEach(modules::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new PluginException("a plugin cannot be loaded: " + e.getMessage(), e);
        }
        modules.addAll(jars.modules());
        return install(modules, jars);
    }

    /**
     * Installs the modules given.
     *
     * @throws PluginException if one cannot be installed, or two collide
     */
    public static Plugins of(List<VaeLabModule> modules) {
        return install(modules, PluginJars.none(Plugins.class.getClassLoader()));
    }

    private static Plugins install(List<VaeLabModule> modules, PluginJars jars) {
        Announcements claims = new Announcements();
        Metrics.reserved().forEach(name -> claims.claim(METRIC, name, Metrics.class));
        modules.forEach(module -> module.claimIn(claims));
        List<com.google.inject.Module> installed = new ArrayList<>(modules);
        installed.add(Plugins::declareEmpty);
        try {
            Injector injector = Guice.createInjector(installed);
            claims.requireNoFailure(jars);
            return new Plugins(injector, claims, jars);
        } catch (CreationException | ProvisionException | LinkageError e) {
            claims.requireNoFailure(jars);
            throw new PluginException(
                    jars.blamed(e).map(jar -> "plugin " + jar.fileName()).orElse("a plugin")
                            + " cannot be used: "
                            + (e instanceof LinkageError ? e : e.getMessage())
                            + jars.advice(e),
                    e);
        }
    }

    /** Declares every extension point, so that one without parts is an empty map, not an error. */
    private static void declareEmpty(com.google.inject.Binder binder) {
        TypeLiteral<String> name = TypeLiteral.get(String.class);
        MapBinder.newMapBinder(binder, name, new TypeLiteral<Variant<?>>() {});
        MapBinder.newMapBinder(binder, name, new TypeLiteral<PriorFactory<?>>() {});
        MapBinder.newMapBinder(binder, name, new TypeLiteral<PosteriorFactory<?>>() {});
        MapBinder.newMapBinder(binder, name, new TypeLiteral<LikelihoodFactory<?>>() {});
        MapBinder.newMapBinder(binder, name, new TypeLiteral<EstimatorFactory<?>>() {});
        MapBinder.newMapBinder(binder, name, new TypeLiteral<InferenceFactory<?>>() {});
        MapBinder.newMapBinder(binder, name, new TypeLiteral<DataSourceFactory<?>>() {});
        MapBinder.newMapBinder(binder, name, TypeLiteral.get(Metric.class));
        Multibinder.newSetBinder(binder, new TypeLiteral<AnalyticKl<?, ?>>() {});
        Multibinder.newSetBinder(binder, name, WhereDefined.class);
        Multibinder.newSetBinder(binder, FormerPartName.class);
    }

    private static <F> Registry<F> registry(
            Injector injector,
            Announcements claims,
            String kind,
            TypeLiteral<Map<String, F>> type) {
        Map<String, String> presentNames = new HashMap<>();
        injector.getInstance(Key.get(new TypeLiteral<Set<FormerPartName>>() {})).stream()
                .filter(name -> name.kind().equals(kind))
                .forEach(name -> presentNames.put(name.former(), name.present()));
        return new Registry<>(
                kind, injector.getInstance(Key.get(type)), claims.origins(kind), presentNames);
    }

    /** Returns the variants. */
    public Registry<Variant<?>> variants() {
        return variants;
    }

    /** Returns what makes priors. */
    public Registry<PriorFactory<?>> priors() {
        return priors;
    }

    /** Returns what makes families of posteriors. */
    public Registry<PosteriorFactory<?>> posteriors() {
        return posteriors;
    }

    /** Returns what makes likelihoods. */
    public Registry<LikelihoodFactory<?>> likelihoods() {
        return likelihoods;
    }

    /** Returns what makes estimators. */
    public Registry<EstimatorFactory<?>> estimators() {
        return estimators;
    }

    /** Returns what makes inferences. */
    public Registry<InferenceFactory<?>> inferences() {
        return inferences;
    }

    /** Returns what makes data sources. */
    public Registry<DataSourceFactory<?>> data() {
        return data;
    }

    /** Returns the metrics, those of the framework and those that modules announce. */
    public Metrics metrics() {
        return metrics;
    }

    /** Returns the metrics that modules announce. */
    public Registry<Metric> announcedMetrics() {
        return announcedMetrics;
    }

    /** Returns the jars that were given beside the framework. */
    public PluginJars jars() {
        return jars;
    }

    /** Returns the divergences in closed form that are announced. */
    public KlRegistry divergences() {
        return divergences;
    }
}
