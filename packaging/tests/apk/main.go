// Command apk does what 'apk add --root ROOT dumb-init' does, with a repository made of one package.
//
//	apk ROOT ARCH PACKAGE [PRIVATE-KEY PUBLIC-KEY]
//
// Without keys nothing is signed. With them the repository is signed as the package is, and both signatures
// are verified with the public key, whose file name is that on users' machines.
package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/chainguard-dev/go-apk/pkg/apk"
	"github.com/chainguard-dev/go-apk/pkg/expandapk"
	apkfs "github.com/chainguard-dev/go-apk/pkg/fs"
	"github.com/chainguard-dev/go-apk/pkg/signature"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("apk: ")
	if err := add(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		log.Fatal(err)
	}
}

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

	options := []apk.Option{apk.WithFS(apkfs.DirFS(root)), apk.WithArch(arch), apk.WithIgnoreMknodErrors(true)}
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
		if err := signature.SignIndex(ctx, keys[0], index); err != nil {
			return fmt.Errorf("sign: %w", err)
		}
		if err := target.InitKeyring(ctx, keys[1:], nil); err != nil {
			return fmt.Errorf("keys: %w", err)
		}
		if err := verify(ctx, file, keys[1]); err != nil {
			return fmt.Errorf("signature of %s: %w", file, err)
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

// makeRepository makes a repository with the package file in the directory.
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

// verify checks the signature in the package.
func verify(ctx context.Context, file, publicKey string) error {
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer content.Close()
	expanded, err := expandapk.ExpandApk(ctx, content, "")
	if err != nil {
		return err
	}
	defer expanded.Close()
	if expanded.SignatureFile == "" {
		return fmt.Errorf("there is none")
	}
	packed, err := os.Open(expanded.SignatureFile)
	if err != nil {
		return err
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return err
	}
	archive := tar.NewReader(unpacked)
	header, err := archive.Next()
	if err != nil {
		return err
	}
	if want := ".SIGN.RSA." + filepath.Base(publicKey); header.Name != want {
		return fmt.Errorf("it is named %s, and not %s", header.Name, want)
	}
	signed, err := io.ReadAll(archive)
	if err != nil {
		return err
	}
	key, err := os.ReadFile(publicKey)
	if err != nil {
		return err
	}
	return signature.RSAVerifySHA1Digest(expanded.ControlHash, signed, key)
}
