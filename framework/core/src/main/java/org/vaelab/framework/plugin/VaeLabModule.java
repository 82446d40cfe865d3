// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.model.AnalyticKl;
import org.vaelab.framework.tensor.Tensor;

/**
 * What a plugin announces. A jar names its subclass in {@code
 * META-INF/services/org.vaelab.framework.plugin.VaeLabModule}; {@link #announce} binds parts by
 * name.
 *
 * <pre>{@code
 * public final class LaplaceModule extends VaeLabModule {
 *     @Override
 *     protected void announce() {
 *         variant("laplace", LaplaceVariant.class);
 *     }
 * }
 * }</pre>
 */
public abstract class VaeLabModule extends AbstractModule {

    private @Nullable Announcements claims;

    /** Binds the parts of this module; called once, by {@link Plugins}. */
    protected abstract void announce();

    final void claimIn(Announcements registered) {
        claims = registered;
    }

    @Override
    protected final void configure() {
        try {
            announce();
        } catch (RuntimeException | LinkageError e) {
            // Not thrown: Guice would log it with its stack trace, whoever handles it.
            registered().failed(getClass(), e);
        }
    }

    /** Announces a variant. */
    protected final void variant(String name, Class<? extends Variant<?>> type) {
        bind(new TypeLiteral<Variant<?>>() {}, "variant", name, type);
    }

    /** Announces a prior. */
    protected final void prior(String name, Class<? extends PriorFactory<?>> type) {
        bind(new TypeLiteral<PriorFactory<?>>() {}, "prior", name, type);
    }

    /** Announces a family of posteriors. */
    protected final void posterior(String name, Class<? extends PosteriorFactory<?>> type) {
        bind(new TypeLiteral<PosteriorFactory<?>>() {}, "posterior", name, type);
    }

    /** Announces a likelihood. */
    protected final void likelihood(String name, Class<? extends LikelihoodFactory<?>> type) {
        bind(new TypeLiteral<LikelihoodFactory<?>>() {}, "likelihood", name, type);
    }

    /** Announces an estimator. */
    protected final void estimator(String name, Class<? extends EstimatorFactory<?>> type) {
        bind(new TypeLiteral<EstimatorFactory<?>>() {}, "estimator", name, type);
    }

    /** Announces an inference. */
    protected final void inference(String name, Class<? extends InferenceFactory<?>> type) {
        bind(new TypeLiteral<InferenceFactory<?>>() {}, "inference", name, type);
    }

    /**
     * Announces what a prior was called in an earlier version: records that have the name are still
     * read, and a config that has it is told the present one.
     */
    protected final void formerPrior(String former, String present) {
        Multibinder.newSetBinder(binder(), FormerPartName.class)
                .addBinding()
                .toInstance(new FormerPartName("prior", former, present));
    }

    /** Announces a data source. */
    protected final void data(String name, Class<? extends DataSourceFactory<?>> type) {
        bind(new TypeLiteral<DataSourceFactory<?>>() {}, "data source", name, type);
    }

    /** Announces a metric, which {@code evaluation.metrics} may then name. */
    protected final void metric(String name, Class<? extends Metric> type) {
        bind(TypeLiteral.get(Metric.class), Plugins.METRIC, name, type);
    }

    /** Announces a metric that there is already, one of several of a class. */
    protected final void metric(String name, Metric metric) {
        claim(Plugins.METRIC, name);
        MapBinder.newMapBinder(
                        binder(), TypeLiteral.get(String.class), TypeLiteral.get(Metric.class))
                .addBinding(name)
                .toInstance(metric);
    }

    /** Announces a metric that is measured of every model for which it is defined. */
    protected final void metricWhereDefined(String name, Class<? extends Metric> type) {
        metric(name, type);
        Multibinder.newSetBinder(binder(), TypeLiteral.get(String.class), WhereDefined.class)
                .addBinding()
                .toInstance(name);
    }

    /** Announces a divergence in closed form, used wherever {@code kl: auto} meets distributions of its types. */
    protected final <Q extends Distribution, P extends Distribution> void kl(
            Class<Q> left, Class<P> right, BiFunction<Q, P, Tensor> formula) {
        kl(new AnalyticKl<>(left, right, formula));
    }

    /**
     * Announces a divergence in closed form between distributions that fall into units.
     *
     * @param unitFormula from q and p to the nats of each unit, [R, U]
     */
    protected final <Q extends Distribution, P extends Distribution> void kl(
            Class<Q> left,
            Class<P> right,
            BiFunction<Q, P, Tensor> formula,
            BiFunction<Q, P, Tensor> unitFormula) {
        kl(new AnalyticKl<>(left, right, formula, Optional.of(unitFormula)));
    }

    private void kl(AnalyticKl<?, ?> divergence) {
        claim("closed-form KL", divergence.toString());
        Multibinder.newSetBinder(binder(), new TypeLiteral<AnalyticKl<?, ?>>() {})
                .addBinding()
                .toInstance(divergence);
    }

    private <F> void bind(
            TypeLiteral<F> extensionPoint, String kind, String name, Class<? extends F> type) {
        claim(kind, name);
        MapBinder.newMapBinder(binder(), TypeLiteral.get(String.class), extensionPoint)
                .addBinding(name)
                .to(type);
    }

    private void claim(String kind, String name) {
        registered().claim(kind, name, getClass());
    }

    private Announcements registered() {
        return Objects.requireNonNull(claims, "modules are installed by Plugins.load");
    }
}
