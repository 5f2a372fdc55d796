package io.github.waitgroup.spring.restart;

import io.github.waitgroup.spring.ChildJvm;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Loads the classes whose names begin with a prefix by itself, although its parent has them too; all others come from
 * there.
 */
final class ThrowAwayClassLoader extends URLClassLoader {

    private final String prefix;

    ThrowAwayClassLoader(String prefix, ClassLoader parent) {
        super(ChildJvm.classPath().stream().map(ThrowAwayClassLoader::url).toArray(URL[]::new), parent);
        this.prefix = prefix;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(prefix)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
