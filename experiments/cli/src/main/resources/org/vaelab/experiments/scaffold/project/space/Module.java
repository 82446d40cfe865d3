package {{package}};

import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the parts of this plugin. VaeLab finds this class through {@code META-INF/services}. */
public final class {{Name}}Module extends VaeLabModule {

    @Override
    protected void announce() {
        part({{Name}}Family.class);
        part({{Name}}Prior.Settings.class);
    }
}
