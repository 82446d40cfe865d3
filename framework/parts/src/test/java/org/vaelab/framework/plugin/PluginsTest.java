// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.likelihood.BernoulliFactory;
import org.vaelab.framework.settings.NoSettings;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.family.ToyLogistic;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;

final class PluginsTest {

    @TempDir private Path folder;

    @Test
    void loadFindsTheStandardParts() {
        Plugins plugins = Plugins.load(PluginsTest.class.getClassLoader());

        assertThat(plugins.posteriors().parts()).containsKey("product");
        assertThat(plugins.inferences().parts()).containsKeys("amortized", "svi");
        assertThat(plugins.priors().parts()).containsKey("standard-normal");
        assertThat(plugins.likelihoods().parts()).containsKey("bernoulli");
        assertThat(plugins.estimators().parts()).containsKeys("elbo", "iwae");
        assertThat(plugins.likelihoods().get("bernoulli")).isInstanceOf(BernoulliFactory.class);
        assertThat(plugins.likelihoods().get("bernoulli").description()).isNotBlank();
        assertThat(plugins.likelihoods().origin("bernoulli"))
                .startsWith(StandardModule.class.getName() + " (");
    }

    @Test
    void aDivergenceIsFoundByTheTypesOfItsDistributions() {
        KlRegistry divergences = Plugins.of(List.of(new ToyModule())).divergences();
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Tensor zeros = runtime.zeros(Shape.of(1, 2));
            Prior standard = new StandardNormal(runtime, new Euclidean(2));
            assertThat(divergences.find(new ToyNormal(zeros, zeros), standard)).isPresent();
            assertThat(divergences.find(new ToyLogistic(zeros, zeros), standard)).isEmpty();
        }
    }

    @Test
    void anExtensionPointWithoutPartsIsEmpty() {
        Plugins plugins = Plugins.of(List.of());

        assertThat(plugins.variants().parts()).isEmpty();
        assertThat(plugins.data().parts()).isEmpty();
        assertThatThrownBy(() -> plugins.data().get("mnist"))
                .isInstanceOf(UnknownPartException.class)
                .hasMessageStartingWith("unknown data source 'mnist'");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        Plugins plugins = Plugins.of(List.of(new StandardModule()));
        String known = String.join(", ", plugins.estimators().parts().keySet());
        assertThat(known)
                .startsWith("ciwae, disarm, dreg, ")
                .contains(", elbo, ")
                .endsWith(", vimco");

        assertThatThrownBy(() -> plugins.estimators().get("iwea"))
                .isInstanceOf(UnknownPartException.class)
                .hasMessage("unknown estimator 'iwea'; did you mean 'iwae'? Known: " + known);
        assertThatThrownBy(() -> plugins.likelihoods().get("Bernouli"))
                .hasMessageContaining("did you mean 'bernoulli'?");
        assertThatThrownBy(() -> plugins.estimators().get("wake-sleep"))
                .hasMessage("unknown estimator 'wake-sleep'. Known: " + known);
        assertThatThrownBy(() -> plugins.estimators().origin("nothing"))
                .isInstanceOf(UnknownPartException.class);
    }

    @Test
    void aPartThatHadAnotherNameIsFoundByIt() {
        Plugins plugins = Plugins.of(List.of(new StandardModule()));

        assertThat(plugins.priors().presentName("flow")).contains("real-nvp");
        assertThat(plugins.priors().presentName("autoregressive")).contains("made");
        assertThat(plugins.priors().presentName("mixture-of-gaussians"))
                .contains("mixture-of-normals");
        assertThat(plugins.priors().presentName("made")).isEmpty();
        assertThat(plugins.priors().presentName("nothing")).isEmpty();
        // A name of another kind of part is that of no prior.
        assertThat(plugins.likelihoods().presentName("autoregressive")).isEmpty();
        assertThatThrownBy(() -> plugins.priors().get("flow"))
                .isInstanceOf(UnknownPartException.class);
    }

    @Test
    void aNameThatIsAnnouncedTwiceNamesBothModules() {
        assertThatThrownBy(() -> Plugins.of(List.of(new StandardModule(), new SecondBernoulli())))
                .isInstanceOf(PluginException.class)
                .hasMessageMatching(
                        "likelihood 'bernoulli' is announced twice: by "
                                + ".*StandardModule \\(.*\\) and by "
                                + ".*PluginsTest\\$SecondBernoulli \\(.*\\)");
    }

    @Test
    void aDivergenceThatIsAnnouncedTwiceNamesBothModules() {
        assertThatThrownBy(() -> Plugins.of(List.of(new ToyModule(), new SecondKl())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(
                        "closed-form KL 'ToyNormal to StandardNormal' is announced twice: by ")
                .hasMessageContaining("ToyModule")
                .hasMessageContaining("SecondKl");
    }

    @Test
    void oneNameForTwoKindsOfPartsIsNoCollision() {
        Plugins plugins = Plugins.of(List.of(new StandardModule(), new BernoulliAsAnotherName()));

        assertThat(plugins.likelihoods().parts()).containsKeys("bernoulli", "elbo");
        assertThat(plugins.estimators().parts()).containsKey("elbo");
    }

    @Test
    void aModuleThatThrowsIsNamed() {
        assertThatThrownBy(() -> Plugins.of(List.of(new StandardModule(), new Throwing())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("PluginsTest$Throwing")
                .hasMessageContaining("cannot announce its parts")
                .hasMessageContaining("no licence")
                .hasRootCauseMessage("no licence");
    }

    @Test
    void aModuleThatMissesAClassIsNamed() {
        assertThatThrownBy(() -> Plugins.of(List.of(new MissingClass())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("PluginsTest$MissingClass")
                .hasMessageContaining("NoClassDefFoundError: org/example/Absent");
    }

    @Test
    void aPartThatCannotBeCreatedIsNamed() {
        assertThatThrownBy(() -> Plugins.of(List.of(new BrokenPart())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("BrokenFactory")
                .hasMessageContaining("no table");
        assertThatThrownBy(() -> Plugins.of(List.of(new PartWithoutConstructor())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("NeedyFactory");
    }

    @Test
    void aServiceWhoseClassIsMissingIsNamed() throws IOException {
        assertThatThrownBy(() -> loadWith("org.example.AbsentModule"))
                .isInstanceOf(PluginException.class)
                .hasMessageStartingWith("a plugin cannot be loaded: ")
                .hasMessageContaining("org.example.AbsentModule not found");
    }

    @Test
    void aServiceThatIsNoModuleIsNamed() {
        assertThatThrownBy(() -> loadWith(PluginsTest.class.getName()))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("PluginsTest not a subtype");
    }

    @Test
    void aServiceWhoseConstructorThrowsIsNamed() {
        assertThatThrownBy(() -> loadWith(ThrowingConstructor.class.getName()))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("ThrowingConstructor could not be instantiated")
                .hasRootCauseMessage("no natives");
    }

    @Test
    void aSoundServiceOfAnotherJarIsFound() throws IOException {
        Plugins plugins = loadWith(BernoulliAsAnotherName.class.getName());

        assertThat(plugins.likelihoods().parts()).containsKeys("bernoulli", "elbo");
    }

    private Plugins loadWith(String provider) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(VaeLabModule.class.getName()), provider + "\n");
        URL[] path = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, PluginsTest.class.getClassLoader())) {
            return Plugins.load(loader);
        }
    }

    /** Announces a name that is taken. */
    public static final class SecondBernoulli extends VaeLabModule {
        @Override
        protected void announce() {
            likelihood("bernoulli", BernoulliFactory.class);
        }
    }

    /** Announces a divergence that is taken. */
    public static final class SecondKl extends VaeLabModule {
        @Override
        protected void announce() {
            kl(ToyNormal.class, StandardNormal.class, (q, p) -> q.mean());
        }
    }

    /** Announces a likelihood under the name of an estimator. */
    public static final class BernoulliAsAnotherName extends VaeLabModule {
        @Override
        protected void announce() {
            likelihood("elbo", BernoulliFactory.class);
        }
    }

    /** Cannot announce. */
    public static final class Throwing extends VaeLabModule {
        @Override
        protected void announce() {
            throw new IllegalStateException("no licence");
        }
    }

    /** Was compiled against a jar that is not there. */
    public static final class MissingClass extends VaeLabModule {
        @Override
        protected void announce() {
            throw new NoClassDefFoundError("org/example/Absent");
        }
    }

    /** Cannot be created. */
    public static final class ThrowingConstructor extends VaeLabModule {
        /** Throws. */
        public ThrowingConstructor() {
            throw new IllegalStateException("no natives");
        }

        @Override
        protected void announce() {}
    }

    /** Announces a part whose constructor throws. */
    public static final class BrokenPart extends VaeLabModule {
        @Override
        protected void announce() {
            likelihood("broken", BrokenFactory.class);
        }
    }

    /** Announces a part that Guice cannot create. */
    public static final class PartWithoutConstructor extends VaeLabModule {
        @Override
        protected void announce() {
            likelihood("needy", NeedyFactory.class);
        }
    }

    /** Its constructor throws. */
    public static final class BrokenFactory extends AnyFactory {
        /** Throws. */
        public BrokenFactory() {
            throw new IllegalStateException("no table");
        }
    }

    /** Has no constructor that can be called. */
    public static final class NeedyFactory extends AnyFactory {
        /** Takes what nobody provides. */
        public NeedyFactory(String table) {
            assertThat(table).isNotNull();
        }
    }

    private abstract static class AnyFactory implements LikelihoodFactory<NoSettings> {
        @Override
        public Class<NoSettings> settingsType() {
            return NoSettings.class;
        }

        @Override
        public String description() {
            return "none";
        }

        @Override
        public Likelihood create(NoSettings settings, PartContext context) {
            return new Bernoulli();
        }
    }
}
