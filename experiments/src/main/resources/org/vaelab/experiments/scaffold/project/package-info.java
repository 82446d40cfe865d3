/** The plugin {@code {{name}}} of VaeLab: {{summary}}. */
package {{package}};
