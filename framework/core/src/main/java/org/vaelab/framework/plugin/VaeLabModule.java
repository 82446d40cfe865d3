// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.model.ClosedFormKl;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.prior.Prior;
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

    private @Nullable Claims claims;

    /** Binds the parts of this module; called once, by {@link Plugins}. */
    protected abstract void announce();

    final void claimIn(Claims registered) {
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

    /** Announces a data source. */
    protected final void data(String name, Class<? extends DataSourceFactory<?>> type) {
        bind(new TypeLiteral<DataSourceFactory<?>>() {}, "data source", name, type);
    }

    /** Announces a metric, which {@code evaluation.metrics} may then name. */
    protected final void metric(String name, Class<? extends Metric> type) {
        bind(TypeLiteral.get(Metric.class), Plugins.METRIC, name, type);
    }

    /** Announces a divergence in closed form, used wherever {@code kl: auto} meets its classes. */
    protected final <Q extends Posterior, P extends Prior> void kl(
            Class<Q> posterior, Class<P> prior, BiFunction<Q, P, Tensor> formula) {
        claim("closed-form KL", posterior.getSimpleName() + " to " + prior.getSimpleName());
        Multibinder.newSetBinder(binder(), new TypeLiteral<ClosedFormKl<?, ?>>() {})
                .addBinding()
                .toInstance(new ClosedFormKl<>(posterior, prior, formula));
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

    private Claims registered() {
        return Objects.requireNonNull(claims, "modules are installed by Plugins.load");
    }
}
