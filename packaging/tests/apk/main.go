// Command apk does what 'apk add --root ROOT dumb-init' does, with a repository of one package.
//
//	apk ROOT ARCH PACKAGE [PRIVATE-KEY PUBLIC-KEY]
//
// Without keys nothing is signed. With them the repository is signed, as the package is, and both
// signatures are verified with the public key. The name of its file is the one on users' machines.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/chainguard-dev/go-apk/pkg/apk"
	apkfs "github.com/chainguard-dev/go-apk/pkg/fs"
	"github.com/chainguard-dev/go-apk/pkg/signature"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("apk: ")
	err := add(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4:])
	if err != nil {
		log.Fatal(err)
	}
}

// add installs a package in a root file system. keys are none, or a private and a public key.
func add(ctx context.Context, root, arch, file string, keys []string) error {
	repository, err := os.MkdirTemp("", "apk-repository")
	if err != nil {
		return err
	}
	defer os.RemoveAll(repository)
	index, err := makeRepository(ctx, filepath.Join(repository, arch), file)
	if err != nil {
		return err
	}

	options := []apk.Option{
		apk.WithFS(apkfs.DirFS(root)),
		apk.WithArch(arch),
		apk.WithIgnoreMknodErrors(true),
	}
	if len(keys) == 0 {
		options = append(options, apk.WithNoSignatureIndexes(repository))
	}
	target, err := apk.New(options...)
	if err != nil {
		return err
	}
	if err := target.InitDB(ctx); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	if len(keys) > 0 {
		if err := sign(ctx, target, index, file, keys[0], keys[1]); err != nil {
			return err
		}
	}
	if err := target.SetRepositories(ctx, []string{repository}); err != nil {
		return err
	}
	if err := target.SetWorld(ctx, []string{"dumb-init"}); err != nil {
		return err
	}
	return target.FixateWorld(ctx, nil)
}

// sign signs the index of the repository, has the target trust the public key, and verifies the
// signature of the package.
func sign(ctx context.Context, target *apk.APK, index, file, private, public string) error {
	if err := signature.SignIndex(ctx, private, index); err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	if err := target.InitKeyring(ctx, []string{public}, nil); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	if err := verify(ctx, file, public); err != nil {
		return fmt.Errorf("signature of %s: %w", file, err)
	}
	return nil
}

// makeRepository makes a repository of a package in a new directory, and returns the path of its
// index.
func makeRepository(ctx context.Context, directory, file string) (index string, err error) {
	content, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer content.Close()
	info, err := apk.ParsePackage(ctx, content)
	if err != nil {
		return "", fmt.Errorf("parse %s: %w", file, err)
	}
	if err := os.Mkdir(directory, 0o755); err != nil {
		return "", err
	}
	if err := os.Symlink(file, filepath.Join(directory, info.Filename())); err != nil {
		return "", err
	}
	archive, err := apk.ArchiveFromIndex(&apk.APKIndex{Packages: []*apk.Package{info}})
	if err != nil {
		return "", err
	}
	packed, err := io.ReadAll(archive)
	if err != nil {
		return "", err
	}
	index = filepath.Join(directory, "APKINDEX.tar.gz")
	return index, os.WriteFile(index, packed, 0o644)
}
