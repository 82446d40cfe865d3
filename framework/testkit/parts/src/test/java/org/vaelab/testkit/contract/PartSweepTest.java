// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyElbo;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToyReference;

/** A sweep that finds something missing, or nothing at all, fails. */
final class PartSweepTest {

    /** Announces a part that has a contract. */
    public static class Covered extends VaeLabModule {
        @Override
        protected void announce() {
            part(ToyReference.class);
        }
    }

    /** Announces parts that have none as well. */
    public static final class Uncovered extends Covered {
        @Override
        protected void announce() {
            super.announce();
            part(ToyCoins.class);
            part(ToyElbo.class);
        }
    }

    /** Announces metrics alone, two of them of one class. */
    public static final class OfMetrics extends VaeLabModule {
        @Override
        protected void announce() {
            instance(Metric.class, "one", new Constant(1));
            instance(Metric.class, "two", new Constant(2));
            instance(Metric.class, "three", new Constant(3));
        }
    }

    /** A metric of no interest. */
    record Constant(double value) implements Metric {
        @Override
        public Measurement.Measured measure(MetricContext subject) {
            throw new UndefinedMetricException("nothing to measure");
        }
    }

    /** Announces a data source alone. */
    public static final class OfData extends VaeLabModule {
        @Override
        protected void announce() {
            part(Points.class);
        }
    }

    /** A data source without a contract. */
    @Part(value = "other-points", description = "no points")
    record OtherPoints() implements DataSource {
        @Override
        public Dataset load(Progress progress, ValuePrecision precision) {
            throw new IllegalStateException("never loaded");
        }
    }

    /** Announces a data source of another name, which has no contract. */
    public static final class OfOtherData extends VaeLabModule {
        @Override
        protected void announce() {
            part(OtherPoints.class);
        }
    }

    /** Announces nothing. */
    public static final class Nothing extends VaeLabModule {
        @Override
        protected void announce() {}
    }

    private static PartSweep of(Class<? extends VaeLabModule> module, String packageName) {
        return new PartSweep(module) {
            @Override
            String packageName() {
                return packageName;
            }
        };
    }

    private static PartSweep of(Class<? extends VaeLabModule> module) {
        return of(module, PartSweepTest.class.getPackageName());
    }

    @Test
    void partsWithAContractPass() {
        assertThatCode(() -> of(Covered.class).everyPartHasAContract()).doesNotThrowAnyException();
    }

    @Test
    void partsWithoutAContractAreNamed() {
        assertThatThrownBy(() -> of(Uncovered.class).everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "likelihood 'toy-coins' ("
                                + ToyCoins.class.getName()
                                + "): write a test class that extends LikelihoodContract")
                .hasMessageContaining("estimator 'toy-elbo'")
                .hasMessageNotContaining("prior");
    }

    @Test
    void aModuleOfMetricsAloneIsSwept() {
        assertThatThrownBy(() -> of(OfMetrics.class).everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "metric 'three' ("
                                + Constant.class.getName()
                                + "): write a test class that extends MetricContract")
                .hasMessageNotContaining("'one'")
                .hasMessageNotContaining("'two'");
    }

    @Test
    void aModuleOfADataSourceAloneIsSwept() {
        assertThatCode(() -> of(OfData.class).everyPartHasAContract()).doesNotThrowAnyException();
        assertThatThrownBy(() -> of(OfOtherData.class).everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("extends DataSourceContract");
    }

    @Test
    void aPackageWithoutContractsIsNoSuccess() {
        assertThatThrownBy(
                        () ->
                                of(Covered.class, "org.vaelab.framework.plugin")
                                        .everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("contracts in package org.vaelab.framework.plugin");
    }

    @Test
    void aModuleWithoutPartsIsNoSuccess() {
        assertThatThrownBy(() -> of(Nothing.class).everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("parts that " + Nothing.class.getName() + " announces");
    }

    /** Announces a part that cites a paper without an entry. */
    public static final class OfUnknownPaper extends VaeLabModule {
        @Override
        protected void announce() {
            instance(Metric.class, "one", new Citing());
        }
    }

    /** A metric whose paper has no entry. */
    @Cites("nobody1899")
    record Citing() implements Metric {
        @Override
        public Measurement.Measured measure(MetricContext subject) {
            throw new UndefinedMetricException("nothing to measure");
        }
    }

    @Test
    void aPaperWithoutAnEntryIsNamed() {
        assertThatThrownBy(() -> of(OfUnknownPaper.class).everyPartHasAContract())
                .hasMessageContaining("PartSweepTest$Citing")
                .hasMessageContaining("cites 'nobody1899'");
    }

    /** A posterior with a key that no value is known for. */
    @Part(value = "with-widths", description = "for tests")
    record WithWidths(
            @Setting("the dimension") int latent,
            @Setting("other widths; absent: none") @Nullable List<Integer> widths)
            implements PosteriorPart {
        @Override
        public PosteriorFamily create(PartContext context) {
            return new ToyNormal.Family(latent);
        }
    }

    /** Announces it. */
    public static final class OfWidths extends VaeLabModule {
        @Override
        protected void announce() {
            part(WithWidths.class);
        }
    }

    /** The contract of a variant varies no key for the contract of its posterior. */
    @Test
    void aKeyThatNoContractVariesIsNamed() {
        assertThatThrownBy(() -> of(OfWidths.class).everyKeyIsVaried())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "posterior 'with-widths': add settings with another value of 'widths' to its"
                                + " contract")
                .hasMessageNotContaining("'latent'");
        assertThatCode(() -> of(Covered.class).everyKeyIsVaried()).doesNotThrowAnyException();
    }

    @Test
    void aKeyThatTheContractVariesOrNamesPasses() {
        String without = "{latent: 1}";
        assertThat(new OtherWidths(Map.of(), without).keysNeverVaried()).containsExactly("widths");
        assertThat(new OtherWidths(Map.of("widths", "elsewhere"), without).keysNeverVaried())
                .isEmpty();
        assertThat(new OtherWidths(Map.of(), without, "{latent: 1, widths: [3]}").keysNeverVaried())
                .isEmpty();
    }

    /** A service of the tests, in place of report sections. */
    public interface Service {}

    /** Named in META-INF/services. */
    public static final class Announced implements Service {}

    /** Named nowhere. */
    public static final class Forgotten implements Service {}

    /** Never made without arguments, so nobody announces it. */
    public record Wrapped(Service of) implements Service {}

    private static PartSweep sections(Class<?> service) {
        return new PartSweep(Covered.class) {
            @Override
            List<Class<?>> services() {
                return List.of(service);
            }
        };
    }

    @Test
    void aSectionThatIsNotAnnouncedIsNamed() {
        assertThatThrownBy(() -> sections(Service.class).everySectionIsAnnounced())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "add org.vaelab.testkit.contract.PartSweepTest$Forgotten to"
                                + " META-INF/services/org.vaelab.testkit.contract.PartSweepTest$Service")
                .hasMessageNotContaining("$Announced")
                .hasMessageNotContaining("$Wrapped");
        assertThatCode(() -> of(Covered.class).everySectionIsAnnounced())
                .doesNotThrowAnyException();
    }

    /** A contract with other settings; no sweep makes it. */
    static final class OtherWidths extends PosteriorContract {

        private final Map<String, String> withoutEffect;

        OtherWidths(Map<String, String> withoutEffect, String... settings) {
            super("with-widths", settings);
            this.withoutEffect = withoutEffect;
        }

        @Override
        protected Map<String, String> keysWithoutEffect() {
            return withoutEffect;
        }

        @Override
        Object read(String text) {
            return StrictMapper.of(WithWidths.class, tree(text));
        }
    }

    /** Found by sweeps. */
    static final class FoundPosteriorContract extends PosteriorContract {

        FoundPosteriorContract() {
            super("with-widths", "{latent: 1}");
        }

        @Override
        Object read(String text) {
            return StrictMapper.of(WithWidths.class, tree(text));
        }
    }

    /** Found as well. */
    static final class FoundPosteriorModelContract extends PosteriorModelContract {

        FoundPosteriorModelContract() {
            super("with-widths", "{latent: 1}");
        }
    }

    /** A contract like that of any author: it is what the sweeps of this class find. */
    static final class FoundContract extends PriorContract {

        FoundContract() {
            super(
                    "toy-reference",
                    org.vaelab.testkit.contract.ConfiguredPart.of("toy-normal", "{latent: 1}"));
        }
    }

    /** Found as well. */
    static final class FoundMetricContract extends MetricContract {

        FoundMetricContract() {
            super("one", "two");
        }
    }

    /** Found as well. */
    static final class FoundSourceContract extends DataSourceContract {

        FoundSourceContract() {
            super("points");
        }
    }
}
