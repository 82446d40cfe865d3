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
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.UnknownPartException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyLogistic;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;

final class PluginsTest {

    @TempDir private Path folder;

    @Test
    void loadFindsTheStandardParts() {
        Plugins plugins = Plugins.load(PluginsTest.class.getClassLoader());

        assertThat(plugins.of(PosteriorPart.class).types()).containsKey("product");
        assertThat(plugins.of(InferencePart.class).types()).containsKeys("amortized", "svi");
        assertThat(plugins.of(PriorPart.class).types()).containsKey("standard-normal");
        assertThat(plugins.of(LikelihoodPart.class).types()).containsKey("bernoulli");
        assertThat(plugins.of(EstimatorPart.class).types()).containsKeys("elbo", "iwae");
        assertThat(plugins.of(LikelihoodPart.class).get("bernoulli").type())
                .isEqualTo(Bernoulli.class);
        assertThat(plugins.of(LikelihoodPart.class).get("bernoulli").part().description())
                .isNotBlank();
        assertThat(plugins.of(LikelihoodPart.class).origin("bernoulli"))
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

        assertThat(plugins.of(WholeModel.class).types()).isEmpty();
        assertThat(plugins.of(DataSource.class).types()).isEmpty();
        assertThatThrownBy(() -> plugins.of(DataSource.class).get("mnist"))
                .isInstanceOf(UnknownPartException.class)
                .hasMessageStartingWith("unknown data source 'mnist'");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        Plugins plugins = Plugins.of(List.of(new StandardModule()));
        String known = String.join(", ", plugins.of(EstimatorPart.class).names());
        assertThat(known)
                .startsWith("ciwae, disarm, dreg, ")
                .contains(", elbo, ")
                .endsWith(", vimco");

        assertThatThrownBy(() -> plugins.of(EstimatorPart.class).get("iwea"))
                .isInstanceOf(UnknownPartException.class)
                .hasMessage(
                        "unknown estimator 'iwea'\ndid you mean 'iwae'? Allowed here: " + known);
        assertThatThrownBy(() -> plugins.of(LikelihoodPart.class).get("Bernouli"))
                .hasMessageContaining("did you mean 'bernoulli'?");
        assertThatThrownBy(() -> plugins.of(EstimatorPart.class).get("wake-sleep"))
                .hasMessage(
                        "unknown estimator 'wake-sleep'\nallowed here: "
                                + known
                                + "\nload the jar that has it");
        assertThatThrownBy(() -> plugins.of(EstimatorPart.class).origin("nothing"))
                .isInstanceOf(UnknownPartException.class);
    }

    @Test
    void aNameThatIsAnnouncedTwiceNamesBothModules() {
        assertThatThrownBy(() -> Plugins.of(List.of(new StandardModule(), new SecondBernoulli())))
                .isInstanceOf(PluginException.class)
                .hasMessageMatching(
                        "likelihood 'bernoulli' is announced twice: by "
                                + ".*StandardModule \\(.*\\) and by "
                                + ".*PluginsTest\\$SecondBernoulli \\(.*\\); if one is a copy, rename it");
    }

    /** As of a plugin on the class path that is given as a jar too. */
    @Test
    void aModuleThatIsLoadedTwiceIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> Plugins.of(List.of(new SecondBernoulli(), new SecondBernoulli())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("is announced twice by ")
                .hasMessageContaining("on the class path already, or named twice: leave one out");
    }

    @Test
    void aDivergenceThatIsAnnouncedTwiceNamesBothModules() {
        assertThatThrownBy(() -> Plugins.of(List.of(new ToyModule(), new SecondKl())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(
                        "closed-form KL 'org.vaelab.testkit.family.ToyNormal to"
                                + " org.vaelab.framework.latent.StandardNormal' is announced twice: by ")
                .hasMessageContaining("ToyModule")
                .hasMessageContaining("SecondKl");
    }

    @Test
    void oneNameForTwoKindsOfPartsIsNoCollision() {
        Plugins plugins = Plugins.of(List.of(new StandardModule(), new BernoulliAsAnotherName()));

        assertThat(plugins.of(LikelihoodPart.class).types()).containsKeys("bernoulli", "elbo");
        assertThat(plugins.of(EstimatorPart.class).types()).containsKey("elbo");
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
        assertThatThrownBy(
                        () -> Plugins.of(List.of(new BrokenPart())).instances(LikelihoodPart.class))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("BrokenLikelihood")
                .hasMessageContaining("no table");
        assertThatThrownBy(() -> Plugins.of(List.of(new PartWithoutConstructor())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("NeedyLikelihood");
    }

    /** Announces a part whose paper nobody knows. */
    static final class Citing extends VaeLabModule {
        @Override
        protected void announce() {
            part(CitingLikelihood.class);
        }
    }

    @Cites({"kingma2014", "nobody1899"})
    @Part(value = "citing", description = "a part that cites")
    record CitingLikelihood() implements LikelihoodPart {
        @Override
        public Likelihood create(PartContext context) {
            throw new IllegalStateException("never made");
        }
    }

    @Test
    void aPaperWithoutAnEntryIsNamed() {
        assertThatThrownBy(() -> Plugins.of(List.of(new Citing())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("PluginsTest$CitingLikelihood")
                .hasMessageContaining("cites 'nobody1899', which no META-INF/vaelab/papers.bib has")
                .hasMessageContaining("add its BibTeX entry to src/main/resources/META-INF/");
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

        assertThat(plugins.of(LikelihoodPart.class).types()).containsKeys("bernoulli", "elbo");
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
            part(Bernoulli.class);
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
            part(CalledElbo.class);
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
            part(BrokenLikelihood.class);
        }
    }

    /** Announces a part that Guice cannot create. */
    public static final class PartWithoutConstructor extends VaeLabModule {
        @Override
        protected void announce() {
            part(NeedyLikelihood.class);
        }
    }

    /** A likelihood under the name of an estimator. */
    @Part("elbo")
    public record CalledElbo() implements AnyLikelihood {}

    /** Its constructor throws. */
    @Part("broken")
    public static final class BrokenLikelihood implements AnyLikelihood {
        /** Throws. */
        public BrokenLikelihood() {
            throw new IllegalStateException("no table");
        }
    }

    /** Has no constructor that can be called. */
    @Part("needy")
    public static final class NeedyLikelihood implements AnyLikelihood {
        /** Takes what nobody provides. */
        public NeedyLikelihood(String table) {
            assertThat(table).isNotNull();
        }
    }

    private interface AnyLikelihood extends LikelihoodPart {
        @Override
        default Likelihood create(PartContext context) {
            return new Bernoulli();
        }
    }
}
